import { migrations as access } from '../access/migrations.ts';
import type { Migrations } from '../database/database.ts';
import { migrations as directories } from '../directories/migrations.ts';
import { migrations as identity } from '../identity/migrations.ts';
import { migrations as monitoring } from '../monitoring/migrations.ts';
import { migrations as networks } from '../networks/migrations.ts';
import { migrations as workflows } from '../workflows/migrations.ts';
import { migrations as workspaces } from '../workspaces/migrations.ts';

/** The migrations of all rooms. */
export const allMigrations: Migrations[] = [
  workflows,
  identity,
  networks,
  monitoring,
  directories,
  workspaces,
  access,
];
