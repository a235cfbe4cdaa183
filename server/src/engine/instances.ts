import { z } from 'zod';
import type { EngineApi } from './api.ts';
import { orUndefined } from './api.ts';
import { EngineError, type Instance, type InstanceSpec, type InstanceStatus } from './engine.ts';
import { fromConfiguration, matches } from './labels.ts';
import { type InstanceMessage, instanceSchema, operationSchema, stateSchema } from './messages.ts';
import { isRunning } from './operations.ts';
import { instanceRequest, limitsConfiguration } from './specification.ts';

/**
 * Set on an instance after its creation has ended. Without it (and without an operation under way) the engine
 * was killed half-way, and what is there cannot be trusted.
 */
const COMPLETE = 'user.alcove-complete';

export function instancePath(name: string): string {
  return `/1.0/instances/${encodeURIComponent(name)}`;
}

/** See Engine.createInstance. */
export async function createInstance(api: EngineApi, spec: InstanceSpec, pool: string, signal?: AbortSignal) {
  await settle(api, spec.name, signal);
  const existing = await find(api, spec.name);
  if (existing) {
    const key = fromConfiguration(existing.config).idempotencyKey;
    if (key === undefined || key !== spec.labels.idempotencyKey) {
      throw new EngineError(`The instance ${spec.name} exists already.`, 409);
    }
    if (existing.config?.[COMPLETE] === 'true') return;
    await deleteInstance(api, spec.name);
  }
  await api.call('POST', '/1.0/instances', instanceRequest(spec, pool), signal);
  if (spec.shiftedRoot) await declareShifted(api, spec.name);
  await api.call('PATCH', instancePath(spec.name), { config: { [COMPLETE]: 'true' } }, signal);
}

/** Tells the engine that the files of the root belong to the ids that it is going to use: no need to change them. */
async function declareShifted(api: EngineApi, name: string): Promise<void> {
  const { config } = await api.get(instancePath(name), instanceSchema);
  const next = config?.['volatile.idmap.next'];
  if (next === undefined) throw new EngineError(`The instance ${name} has no map of ids.`, 500);
  await api.call('PATCH', instancePath(name), { config: { 'volatile.last_state.idmap': next } });
}

/** See Engine.configure. */
export async function configureInstance(
  api: EngineApi,
  name: string,
  limits: { cpus: number; memoryMib: number },
): Promise<void> {
  await settle(api, name);
  await api.call('PATCH', instancePath(name), { config: limitsConfiguration(limits) });
}

export async function findInstance(api: EngineApi, name: string): Promise<Instance | undefined> {
  const found = await find(api, name);
  return found && toInstance(found);
}

/** See Engine.processId. */
export async function processId(api: EngineApi, name: string): Promise<number | undefined> {
  const state = await api.find(`${instancePath(name)}/state`, stateSchema);
  // The engine says 0 or -1 of one that is stopped.
  return state && state.pid > 0 ? state.pid : undefined;
}

export async function listInstances(api: EngineApi, labels: Record<string, string>): Promise<Instance[]> {
  const all = await api.get('/1.0/instances?recursion=1', z.array(instanceSchema));
  return all.map(toInstance).filter((instance) => matches(instance.labels, labels));
}

/** Starts a stopped instance and thaws a frozen one. */
export async function startInstance(api: EngineApi, name: string, signal?: AbortSignal): Promise<void> {
  await settle(api, name, signal);
  const status = await statusOf(api, name);
  if (status === 'Running') return;
  await setState(api, name, { action: status === 'Frozen' ? 'unfreeze' : 'start' }, signal);
}

/** See Engine.stop. */
export async function stopInstance(api: EngineApi, name: string, timeoutSeconds: number): Promise<void> {
  await settle(api, name);
  const status = await statusOf(api, name);
  if (status === 'Stopped') return;
  if (timeoutSeconds > 0 && status !== 'Error') {
    if (status === 'Frozen') await setState(api, name, { action: 'unfreeze' });
    try {
      return await setState(api, name, { action: 'stop', timeout: timeoutSeconds });
    } catch (error) {
      if (!(error instanceof EngineError) || error.status === 503) throw error;
      if ((await statusOf(api, name)) === 'Stopped') return;
    }
  }
  await setState(api, name, { action: 'stop', force: true });
}

export async function freezeInstance(api: EngineApi, name: string): Promise<void> {
  if ((await statusOf(api, name)) !== 'Frozen') await setState(api, name, { action: 'freeze' });
}

export async function thawInstance(api: EngineApi, name: string): Promise<void> {
  if ((await statusOf(api, name)) === 'Frozen') await setState(api, name, { action: 'unfreeze' });
}

/** See Engine.deleteInstance. */
export async function deleteInstance(api: EngineApi, name: string): Promise<void> {
  await settle(api, name);
  if (!(await find(api, name))) return;
  await stopInstance(api, name, 0);
  await orUndefined(api.call('DELETE', instancePath(name)));
}

/** Waits for what an earlier caller, perhaps killed since, has begun on the instance. */
async function settle(api: EngineApi, name: string, signal?: AbortSignal): Promise<void> {
  const operations = await api.get('/1.0/operations?recursion=1', operationsSchema);
  const begun = Object.values(operations)
    .flatMap((list) => list ?? [])
    .filter((operation) => operation.class === 'task' && isRunning(operation))
    .filter((operation) => concerns(operation.resources, name));
  // Whether it succeeded shows in what is there afterwards.
  await Promise.allSettled(begun.map((operation) => api.wait(operation, signal)));
  signal?.throwIfAborted();
}

const operationsSchema = z.record(z.string(), z.array(operationSchema).nullable());

function concerns(resources: z.infer<typeof operationSchema>['resources'], name: string): boolean {
  return Object.values(resources ?? {})
    .flatMap((paths) => paths ?? [])
    .some((path) => path.split('?')[0]?.endsWith(`/${encodeURIComponent(name)}`));
}

async function find(api: EngineApi, name: string): Promise<InstanceMessage | undefined> {
  return await api.find(instancePath(name), instanceSchema);
}

async function statusOf(api: EngineApi, name: string): Promise<InstanceStatus> {
  return toInstance(await api.get(instancePath(name), instanceSchema)).status;
}

async function setState(api: EngineApi, name: string, state: Record<string, unknown>, signal?: AbortSignal) {
  await api.call('PUT', `${instancePath(name)}/state`, { timeout: -1, ...state }, signal);
}

function toInstance(message: InstanceMessage): Instance {
  return { name: message.name, status: toStatus(message.status), labels: fromConfiguration(message.config) };
}

function toStatus(status: string): InstanceStatus {
  switch (status) {
    case 'Running':
    case 'Stopped':
    case 'Frozen':
      return status;
    // Incus: running, and its agent has said so.
    case 'Ready':
      return 'Running';
    default:
      return 'Error';
  }
}
