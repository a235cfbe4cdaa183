import type { Sealer } from '../base/seal.ts';
import type { UserWorkspace } from '../workspaces/index.ts';
import { Attempts } from './attempts.ts';
import { Challenges } from './challenges.ts';
import { deviceTypeGate } from './deviceTypeGate.ts';
import { ipGate } from './ipGate.ts';
import { MFA_REFUSAL_GRID_MS, MfaGate, type MfaGateDeps } from './mfaGate.ts';
import type { SignInChallenge } from './model/api.ts';
import type { Arrival, Client, DeviceProof, Visit } from './model/client.ts';
import { type PasswordChecker, PasswordGate, REFUSAL_GRID_MS } from './passwordGate.ts';
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

export interface GatesDeps extends WorkspaceGateDeps, MfaGateDeps {
  sealer: Sealer;
  checkPassword: PasswordChecker;
}

/**
 * All that stands between a user and a desktop, in its order: where the device is, what it is, and only then who sits
 * before it. Each gate is a file of its own, which refuses with an AccessProblem and writes down why.
 */
export class Gates {
  readonly #deps: GatesDeps;
  readonly #attempts: Attempts;
  readonly #passwords: PasswordGate;
  readonly #mfa: MfaGate;

  constructor(deps: GatesDeps) {
    this.#deps = deps;
    this.#attempts = new Attempts(deps.clock);
    this.#passwords = new PasswordGate(deps);
    this.#mfa = new MfaGate(deps, this.#attempts, new Challenges(deps));
  }

  /** Signing in: every gate, unless the fifth wants to be asked again. */
  async signIn(
    visit: Visit & { userName: string },
    { password, mfaCode }: { password: string; mfaCode?: string | undefined },
  ): Promise<Admitted | SignInChallenge> {
    const device = await deviceGates(this.#deps, visit);
    const code = await this.#mfa.codeFor(visit, mfaCode);
    const attempt = this.#attempts.begin(visit);
    // 4. The password.
    const gridMs = code === undefined ? REFUSAL_GRID_MS : MFA_REFUSAL_GRID_MS;
    const userName = await this.#passwords.check(visit, password, attempt, gridMs);
    // 5. The second factor.
    const challenge = code !== undefined && (await this.#mfa.check(visit, userName, code, attempt));
    if (challenge) return challenge;
    attempt.succeeded();
    // 6. The WorkSpace's state.
    return { userName, device, workspace: await workspaceGate(this.#deps, visit, userName) };
  }

  /** Signing in with a further code. */
  async answer(
    visit: Visit,
    { challengeToken, mfaCode }: { challengeToken: string; mfaCode: string },
  ): Promise<Admitted | SignInChallenge> {
    const device = await deviceGates(this.#deps, visit);
    const answered = await this.#mfa.answer(visit, challengeToken, mfaCode);
    if ('status' in answered) return answered;
    const { userName } = answered;
    return { userName, device, workspace: await workspaceGate(this.#deps, visit, userName) };
  }

  /** Whether users of the directory are asked for a code. */
  asksForCode(directoryId: string): Promise<boolean> {
    return this.#mfa.asksForCode(directoryId);
  }

  /** Coming back with a session: the user has been let in, the device may not be welcome any more. */
  async comeBack(visit: Visit & { userName: string }): Promise<Admitted> {
    const { userName } = visit;
    const device = await deviceGates(this.#deps, visit);
    return { userName, device, workspace: await workspaceGate(this.#deps, visit, userName) };
  }

  /** Asking what a registration code stands for: of that, a client at the wrong place learns nothing. */
  async register(arrival: Arrival): Promise<void> {
    await ipGate(this.#deps, arrival);
  }

  /** An attempt from the client's address, which counts as failed until it is said to have succeeded. */
  admit(client: Client): { succeeded(): void } {
    return this.#attempts.admit(client);
  }
}

/**
 * The gates that know nothing of users. Whoever holds a session passes them again and again.
 * @returns what the device has proved, where the directory asks for it
 */
export async function deviceGates(
  deps: Pick<WorkspaceGateDeps, 'database' | 'clock' | 'log'>,
  visit: Visit,
): Promise<DeviceProof | undefined> {
  // 1. IP access control groups.
  await ipGate(deps, visit);
  // 2. Device types.
  await deviceTypeGate(deps, visit);
  // 3. Trusted devices.
  return await trustedDeviceGate(deps, visit);
}
