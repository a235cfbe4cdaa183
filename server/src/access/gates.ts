import type { UserWorkspace } from '../workspaces/index.ts';
import { deviceTypeGate } from './deviceTypeGate.ts';
import { ipGate } from './ipGate.ts';
import type { Client, DeviceProof, Visit } from './model/client.ts';
import type { PasswordGate } from './passwordGate.ts';
import { trustedDeviceGate } from './trustedDeviceGate.ts';
import { type WorkspaceGateDeps, workspaceGate } from './workspaceGate.ts';

/** Somebody whom all gates have let through. */
export interface Admitted {
  /** The account's own name. */
  userName: string;
  workspace: UserWorkspace;
  /** What the device has proved, where the directory asks for it. */
  device: DeviceProof | undefined;
}

/**
 * All that stands between a user and a desktop, in its order: where the device is, what it is, and only then who sits
 * before it. Each gate is a file of its own, which refuses with an AccessProblem and writes down why.
 */
export class Gates {
  readonly #deps: WorkspaceGateDeps;
  readonly #passwords: PasswordGate;

  constructor(deps: WorkspaceGateDeps, passwords: PasswordGate) {
    this.#deps = deps;
    this.#passwords = passwords;
  }

  /** Signing in: every gate. */
  async signIn(visit: Visit & { userName: string }, password: string): Promise<Admitted> {
    const device = await this.#device(visit);
    // 4. The password.
    const userName = await this.#passwords.check(visit, password);
    // 6. The WorkSpace's state.
    return { userName, device, workspace: await workspaceGate(this.#deps, visit, userName) };
  }

  /** Coming back with a session: the user has been let in, the device may not be welcome any more. */
  async comeBack(visit: Visit & { userName: string }): Promise<Admitted> {
    const { userName } = visit;
    const device = await this.#device(visit);
    return { userName, device, workspace: await workspaceGate(this.#deps, visit, userName) };
  }

  /** Asking what a registration code stands for: of that, a client at the wrong place learns nothing. */
  async register(visit: Visit): Promise<void> {
    await ipGate(this.#deps, visit);
  }

  /** An attempt from the client's address, which counts as failed until it is said to have succeeded. */
  admit(client: Client): { succeeded(): void } {
    return this.#passwords.admit(client);
  }

  async #device(visit: Visit): Promise<DeviceProof | undefined> {
    // 1. IP access control groups.
    await ipGate(this.#deps, visit);
    // 2. Device types.
    await deviceTypeGate(this.#deps, visit);
    // 3. Trusted devices.
    return await trustedDeviceGate(this.#deps, visit);
  }
}
