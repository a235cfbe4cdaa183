import { z } from 'zod';

/** The shapes of the engine's REST API that we read; LXD and Incus agree on all of them. */

const text = z.record(z.string(), z.string());

export const operationSchema = z.object({
  id: z.string(),
  class: z.string(),
  status_code: z.number(),
  err: z.string().nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  resources: z.record(z.string(), z.array(z.string()).nullable()).nullish(),
});
export type OperationMessage = z.infer<typeof operationSchema>;

/** Every answer of the API: done, begun, or refused. */
export const envelopeSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('sync'), metadata: z.unknown() }),
  z.object({ type: z.literal('async'), metadata: operationSchema }),
  z.object({ type: z.literal('error'), error: z.string(), error_code: z.number() }),
]);

export const eventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('operation'), metadata: operationSchema }),
  z.object({ type: z.literal('lifecycle'), metadata: z.object({ action: z.string(), source: z.string() }) }),
]);
export type EventMessage = z.infer<typeof eventSchema>;

/** What the engine says of itself; to those it does not trust little more than that. */
export const serverSchema = z.object({
  api_extensions: z.array(z.string()),
  auth: z.string(),
  environment: z.object({ server: z.string(), server_version: z.string() }).partial().optional(),
});

export const instanceSchema = z.object({ name: z.string(), status: z.string(), config: text.nullish() });
export type InstanceMessage = z.infer<typeof instanceSchema>;

export const stateSchema = z.object({ pid: z.number() });

export const volumeSchema = z.object({ name: z.string(), config: text.nullish() });

export const aliasSchema = z.object({ name: z.string(), target: z.string() });
