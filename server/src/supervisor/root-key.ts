import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExpectedError } from '../base/expectedError.ts';
import type { Home } from '../config/home.ts';

/** The access key of the root account, as the first start writes it for the administrator. */
export interface RootKey {
  accountId: string;
  accessKeyId: string;
  secretAccessKey: string;
}

export function rootKeyFile(home: Home): string {
  return join(home.path, 'secrets', 'root-key.json');
}

/** @throws ExpectedError where the service has not been started yet */
export function readRootKey(home: Home): RootKey {
  if (!existsSync(rootKeyFile(home))) {
    throw new ExpectedError(
      `There is no access key in ${home.path} yet. Start the service first: alcove up --detach`,
    );
  }
  return JSON.parse(readFileSync(rootKeyFile(home), 'utf8')) as RootKey;
}
