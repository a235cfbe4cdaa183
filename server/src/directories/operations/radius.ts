import { randomUUID } from 'node:crypto';
import type { RadiusSettings as RequestedSettings } from '@aws-sdk/client-directory-service';
import type { Database } from '../../database/database.ts';
import type { RequestContext } from '../../wire/operation.ts';
import { type RadiusSettings, radiusKey, radiusProblem } from '../model/radius.ts';
import { testRadius } from '../model/workflows.ts';
import { putRadius } from '../store/radius.ts';
import type { Deps } from './deps.ts';
import { invalidParameter } from './errors.ts';

/** What the caller wants, with `present` where he says nothing. @throws ApiError where that cannot be */
export function readRadiusSettings(
  context: RequestContext,
  requested: RequestedSettings,
  present: RadiusSettings,
): RadiusSettings {
  const settings: RadiusSettings = {
    servers: requested.RadiusServers ?? present.servers,
    serversIpv6: requested.RadiusServersIpv6 ?? present.serversIpv6,
    port: requested.RadiusPort ?? present.port,
    timeoutSeconds: requested.RadiusTimeout ?? present.timeoutSeconds,
    retries: requested.RadiusRetries ?? present.retries,
    protocol: requested.AuthenticationProtocol ?? present.protocol,
    displayLabel: requested.DisplayLabel ?? present.displayLabel,
    useSameUserName: requested.UseSameUsername ?? present.useSameUserName,
  };
  const problem = radiusProblem(settings);
  if (problem !== undefined) throw invalidParameter(context, problem);
  return settings;
}

/** Gives the directory these servers and has them tried; what was being tried before is not waited for. */
export async function tryRadius(
  transaction: Database,
  deps: Deps,
  directoryId: string,
  settings: RadiusSettings,
  sealedSecret: Buffer,
): Promise<void> {
  const settingsId = randomUUID();
  await putRadius(transaction, directoryId, { settings, sealedSecret, settingsId, status: 'Creating' });
  const key = radiusKey(directoryId);
  await deps.queue.cancel(transaction, key);
  await deps.queue.enqueue(transaction, testRadius, key, { directoryId, settingsId });
}
