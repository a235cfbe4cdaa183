import { runRole } from './roles/role.ts';

/** Starts one process of this host: `main.js supervisor`, which runs `main.js worker`, `api` and `gateway`. */
const roles = {
  api: async () => (await import('./roles/api.ts')).api,
  gateway: async () => (await import('./roles/gateway.ts')).gateway,
  worker: async () => (await import('./roles/worker.ts')).worker,
};

const [name = ''] = process.argv.slice(2);
if (name === 'supervisor') {
  await (await import('./roles/supervisor.ts')).runSupervisor();
  process.exit(0);
}
if (!Object.hasOwn(roles, name)) {
  process.stderr.write(`usage: main.js supervisor|${Object.keys(roles).join('|')}\n`);
  process.exit(2);
}
// Each role's code is loaded by itself: an api process never loads the engine's client.
await runRole(name, await roles[name as keyof typeof roles]());
