import type { Operations } from '../../wire/operation.ts';
import type { SecretsSdk } from '../service.ts';
import { GetRandomPassword } from './GetRandomPassword.ts';

/** A random password needs nothing but randomness. */
export type Deps = Record<never, never>;

export const operations: Operations<SecretsSdk, Deps> = { GetRandomPassword };
