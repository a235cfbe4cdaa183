import { Sealer } from '../base/seal.ts';
import type { Database } from '../database/database.ts';
import { testDatabase } from '../database/testing.ts';
import type { Scope, Subnet } from '../networks/index.ts';
import { migrations as networksMigrations } from '../networks/migrations.ts';
import { testVpc } from '../networks/testing.ts';
import type { Input, OperationName } from '../wire/operation.ts';
import { ApiError } from '../wire/operation.ts';
import { checkInput } from '../wire/validation.ts';
import { migrations as workflowsMigrations } from '../workflows/migrations.ts';
import { workflowQueue } from '../workflows/queue.ts';
import { allocateAddresses } from './lifecycle/addresses.ts';
import { migrations } from './migrations.ts';
import type { Deps } from './operations/deps.ts';
import { type DirectoriesSdk, directories } from './service.ts';
import { insertDirectory, type NewDirectory } from './store/directories.ts';

/** A fresh database with this room's tables and those below it, and what the operations need. */
export async function directoriesTest() {
  const connection = await testDatabase(migrations, networksMigrations, workflowsMigrations);
  const { database, close } = connection;
  const deps: Deps = { database, queue: workflowQueue, sealer: testSealer, directoriesMax: 3 };
  return { deps, connection, close };
}

export const testSealer = new Sealer(Buffer.alloc(32, 7));

/** Input that creates a directory in a new VPC. */
export async function createDirectoryInput(
  database: Database,
  scope: Scope,
): Promise<Input<DirectoriesSdk, 'CreateDirectory'> & { subnets: Subnet[] }> {
  const { vpcId, subnets } = await testVpc(database, scope);
  return {
    Name: 'corp.example.com',
    Password: 'Str0ng-Password',
    Size: 'Small',
    VpcSettings: { VpcId: vpcId, SubnetIds: subnets.map((subnet) => subnet.subnetId) },
    subnets,
  };
}

/** A directory for tests that need its row alone. */
export function newDirectory(differences: Partial<NewDirectory> = {}): NewDirectory {
  return {
    directoryId: 'd-0123456789',
    accountId: '123456789012',
    region: 'us-east-1',
    name: 'Corp.example.com',
    shortName: 'CORP',
    description: undefined,
    size: 'Small',
    type: 'SimpleAD',
    stage: 'Requested',
    createdAt: new Date('2026-11-21T12:00:00Z'),
    vpcId: 'vpc-0123456789abcdef0',
    subnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
    availabilityZones: ['us-east-1a', 'us-east-1b'],
    ...differences,
  };
}

/** What the wire says of an input before any operation sees it; undefined when nothing. */
export function validationError(name: OperationName<DirectoriesSdk>, input: object): string | undefined {
  const model = directories.operation(name);
  if (!model) throw new Error(`No operation ${name}.`);
  try {
    checkInput(model.input, input, 'awsJson1_1', directories);
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return error.message;
    throw error;
  }
}

/** An Active directory in a new VPC, with the addresses of its controller and nothing behind them. */
export async function activeDirectory(database: Database, scope: Scope, directoryId: string): Promise<void> {
  const { vpcId, subnets } = await testVpc(database, scope);
  const directory = newDirectory({
    ...{ directoryId, stage: 'Active', vpcId },
    subnetIds: subnets.map((subnet) => subnet.subnetId),
  });
  await insertDirectory(database, directory, Buffer.from('sealed'));
  await allocateAddresses({ database, managementCidr: '198.18.6.0/24' }, directoryId);
}
