import { ManualClock } from '../base/clock.ts';
import { createLogger } from '../base/log.ts';
import type { RequestContext } from './operation.ts';

/** For tests of operations: a call by the root account in us-east-1, at noon of a fixed day unless told otherwise. */
export function testContext(differences: Partial<RequestContext> = {}): RequestContext {
  const accountId = differences.accountId ?? '123456789012';
  return {
    requestId: '4b2e1f0a-6d9c-4c57-9d3c-0c1f8a7e5b21',
    accountId,
    region: 'us-east-1',
    principal: {
      arn: `arn:aws:iam::${accountId}:root`,
      userId: accountId,
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    },
    sourceIp: '192.0.2.10',
    clock: new ManualClock(new Date('2026-11-21T12:00:00Z')),
    log: createLogger('test', 'silent'),
    ...differences,
  };
}
