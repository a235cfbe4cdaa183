import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Logger } from '../../base/log.ts';
import type { AccessService } from '../accessService.ts';
import {
  challengeRequest,
  type ProblemAnswer,
  registrationRequest,
  sessionRequest,
  signInRequest,
} from '../model/api.ts';
import type { Client } from '../model/client.ts';
import { AccessProblem, problems } from '../model/problems.ts';
import type { SelfService } from '../selfService.ts';
import { readJson } from './body.ts';
import { type ClientReader, isOwnOrigin } from './client.ts';
import { securityHeaders } from './headers.ts';
import { selfServiceEndpoints } from './selfService.ts';

export interface ApiDeps {
  access: AccessService;
  selfService: SelfService;
  clientOf: ClientReader;
  /** Where users reach the gateway, if a proxy stands in front of it. */
  publicUrl: string | undefined;
  log: Logger;
}

type Endpoint = (request: IncomingMessage, client: Client) => Promise<object>;

/** Answers the requests under /api/. */
export type Api = (request: IncomingMessage, response: ServerResponse, path: string) => Promise<void>;

export function createApi({ access, selfService, clientOf, publicUrl, log }: ApiDeps): Api {
  const endpoints: Readonly<Record<string, Endpoint>> = {
    '/api/registrations': endpoint(registrationRequest, (body, client) => access.register(body, client)),
    '/api/sign-in': endpoint(z.union([challengeRequest, signInRequest]), (body, client) =>
      access.signIn(body, client),
    ),
    '/api/tickets': endpoint(sessionRequest, (body, client) => access.ticket(body.sessionToken, client)),
    '/api/sign-out': endpoint(sessionRequest, async (body) => {
      await access.signOut(body.sessionToken);
      return {};
    }),
    ...selfServiceEndpoints(selfService),
  };

  return async (request, response, path) => {
    try {
      const handle = Object.hasOwn(endpoints, path) ? endpoints[path] : undefined;
      if (!handle) throw new AccessProblem('NotFound');
      if (request.method !== 'POST') throw new AccessProblem('MethodNotAllowed');
      if (request.headers.origin !== undefined && !isOwnOrigin(request, publicUrl)) {
        throw new AccessProblem('ForeignOrigin');
      }
      sendJson(response, 200, await handle(request, clientOf(request)));
    } catch (error) {
      if (!(error instanceof AccessProblem)) log.error({ err: error, path }, 'a request failed');
      sendProblem(response, error instanceof AccessProblem ? error : new AccessProblem('InternalError'));
    }
  };
}

function endpoint<T>(schema: z.ZodType<T>, handle: (body: T, client: Client) => Promise<object>): Endpoint {
  return async (request, client) => handle(await readJson(request, schema), client);
}

/** Refuses a request in the form that all refusals have. */
export function sendProblem(response: ServerResponse, problem: AccessProblem): void {
  const { code, message, retryAfterSeconds } = problem;
  if (retryAfterSeconds !== undefined) response.setHeader('retry-after', retryAfterSeconds);
  const answer: ProblemAnswer = {
    error: { code, message, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) },
  };
  sendJson(response, problems[code].status, answer);
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  if (response.headersSent || response.destroyed) return;
  const content = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    ...securityHeaders,
    'content-type': 'application/json',
    'content-length': content.length,
    'cache-control': 'no-store',
    // The rest of a body that was not read whole must not be taken for the next request.
    ...(status === 413 && { connection: 'close' }),
  });
  response.end(content);
}
