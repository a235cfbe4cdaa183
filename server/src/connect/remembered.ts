import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Registration } from './target.ts';

const REGISTRATIONS_MAX = 20;

const schema = z.array(
  z.object({ gatewayUrl: z.string(), registrationCode: z.string(), userName: z.string() }),
);

/** Where a user's programs keep their settings on this system. */
export function settingsFile(platform: NodeJS.Platform, env: NodeJS.ProcessEnv, home = homedir()): string {
  const name = join('alcove', 'registrations.json');
  if (platform === 'win32') return join(env.APPDATA ?? join(home, 'AppData', 'Roaming'), name);
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', name);
  return join(env.XDG_CONFIG_HOME ?? join(home, '.config'), name);
}

/** Where the user has signed in, newest first; a file that is not there or not ours says nothing. */
export function rememberedRegistrations(file: string): Registration[] {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return [];
  }
}

/** Puts the registration first, in place of an older one with the same code and gateway. */
export function rememberRegistration(file: string, registration: Registration): void {
  const others = rememberedRegistrations(file).filter(
    ({ gatewayUrl, registrationCode }) =>
      gatewayUrl !== registration.gatewayUrl || registrationCode !== registration.registrationCode,
  );
  const registrations = [registration, ...others].slice(0, REGISTRATIONS_MAX);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, `${JSON.stringify(registrations, null, 2)}\n`, { mode: 0o600 });
}
