import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Sealer } from '../base/seal.ts';
import { settings } from '../config/settings.ts';
import type { Database } from '../database/database.ts';
import { coverageMarkdown } from '../wire/coverage.ts';
import { registerServices } from './services.ts';

export const coverageFile = fileURLToPath(new URL('../../../docs/api-coverage.md', import.meta.url));

/** docs/api-coverage.md as the registered operations have it; nothing is connected to for that. */
export function coveragePage(): string {
  const defaults = {
    'region.name': settings['region.name'].default,
    'network.elasticAddressPool': settings['network.elasticAddressPool'].default,
    'network.managementCidr': settings['network.managementCidr'].default,
    'workspaces.quota': settings['workspaces.quota'].default,
    'workspaces.overcommit': settings['workspaces.overcommit'].default,
  };
  const database = {} as Database; // never asked: only the names of the operations count
  return coverageMarkdown(
    registerServices({ database, sealer: new Sealer(randomBytes(32)), settings: defaults }),
  );
}

// `npm run coverage` writes the page.
if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(coverageFile, coveragePage());
