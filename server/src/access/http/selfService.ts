import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import type { Client } from '../model/client.ts';
import {
  computeTypeRequest,
  runningModeRequest,
  type SelfServiceAnswer,
  selfServiceRequest,
  volumeRequest,
} from '../model/selfServiceApi.ts';
import type { SelfService } from '../selfService.ts';
import { readJson } from './body.ts';

type Endpoint = (request: IncomingMessage, client: Client) => Promise<SelfServiceAnswer>;

/** What signed-in users do with their own WorkSpaces: POST, the session's token in the body. */
export function selfServiceEndpoints(selfService: SelfService): Readonly<Record<string, Endpoint>> {
  return {
    '/api/self-service': endpoint(selfServiceRequest, ({ sessionToken }, client) =>
      selfService.show(sessionToken, client),
    ),
    '/api/self-service/restart': endpoint(selfServiceRequest, ({ sessionToken }, client) =>
      selfService.request(sessionToken, { action: 'restartWorkspace' }, client),
    ),
    '/api/self-service/rebuild': endpoint(selfServiceRequest, ({ sessionToken }, client) =>
      selfService.request(sessionToken, { action: 'rebuildWorkspace' }, client),
    ),
    '/api/self-service/volume': endpoint(volumeRequest, ({ sessionToken, volume, sizeGib }, client) =>
      selfService.request(sessionToken, { action: 'increaseVolumeSize', volume, sizeGib }, client),
    ),
    '/api/self-service/compute-type': endpoint(computeTypeRequest, ({ sessionToken, computeType }, client) =>
      selfService.request(sessionToken, { action: 'changeComputeType', computeType }, client),
    ),
    '/api/self-service/running-mode': endpoint(runningModeRequest, ({ sessionToken, runningMode }, client) =>
      selfService.request(sessionToken, { action: 'switchRunningMode', runningMode }, client),
    ),
  };
}

function endpoint<T>(
  schema: z.ZodType<T>,
  handle: (body: T, client: Client) => Promise<SelfServiceAnswer>,
): Endpoint {
  return async (request, client) => handle(await readJson(request, schema), client);
}
