import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { systemClock } from '../base/clock.ts';
import { createLogger } from '../base/log.ts';
import type { Database } from '../database/database.ts';
import { createApiHandler } from '../wire/handler.ts';
import { ApiError, type OperationName } from '../wire/operation.ts';
import { register } from '../wire/service.ts';
import { checkInput } from '../wire/validation.ts';
import { AlcoveClient } from './client.ts';
import { operations } from './operations/index.ts';
import { type AlcoveSdk, alcove } from './service.ts';

const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI' };
const region = 'us-east-1';

/** For tests: the service behind a real HTTP server, and a client that signs for an account. */
export async function serveAlcove(
  database: Database,
  options: { accountId: string; allowed?: (operation: string) => boolean },
) {
  const { accountId, allowed = () => true } = options;
  const handler = createApiHandler({
    services: [register(alcove, operations, { database })],
    credentials: async () => ({
      ...{ accountId, principalArn: `arn:aws:iam::${accountId}:root`, principalUserId: accountId },
      ...{ secretAccessKey: credentials.secretAccessKey, isOperator: true },
    }),
    regions: [region],
    clock: systemClock,
    log: createLogger('test', 'silent'),
    authorize: async (_context, call) => allowed(`${call.service.name}:${call.operation}`),
  });
  const server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new AlcoveClient({ region, endpoint, credentials, requestHandler: new NodeHttpHandler() });
  return {
    client,
    close: () => {
      client.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** For tests: what the wire says of an input before any operation sees it; undefined when nothing. */
export function validationError(name: OperationName<AlcoveSdk>, input: object): string | undefined {
  const model = alcove.operation(name);
  if (!model) throw new Error(`No operation ${name}.`);
  try {
    checkInput(model.input, input, 'awsJson1_1', alcove);
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return error.message;
    throw error;
  }
}
