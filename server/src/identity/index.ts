/** The door of the identity room: accounts, access keys and roles. */

export { accountExists, ensureRootAccount, type RootAccount } from './accounts.ts';
export { credentialLookup } from './credentials.ts';
export { ensureWorkspacesDefaultRole } from './default-role.ts';
export { migrations } from './migrations.ts';
