import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tables } from '../../database/database.ts';
import { testContext } from '../../wire/testing.ts';
import type { WorkflowTables } from '../../workflows/tables.ts';
import { administratorPasswordContext } from '../model/secrets.ts';
import { findDirectoryById, sealedAdministratorPassword } from '../store/directories.ts';
import { listTags } from '../store/tags.ts';
import { createDirectoryInput, directoriesTest, testSealer, validationError } from '../testing.ts';
import { CreateDirectory } from './CreateDirectory.ts';
import type { Deps } from './deps.ts';

let deps: Deps;
let close: () => Promise<void>;
const context = testContext();
type Request = Awaited<ReturnType<typeof createDirectoryInput>>;
let input: Request;

beforeAll(async () => {
  ({ deps, close } = await directoriesTest());
  input = await createDirectoryInput(deps.database, context);
});
afterAll(() => close());

describe('CreateDirectory', () => {
  it('writes down what is wanted, with the password sealed, and enqueues the work', async () => {
    const { DirectoryId = '' } = await CreateDirectory(
      context,
      { ...input, Description: 'People', Tags: [{ Key: 'team', Value: 'a' }] },
      deps,
    );
    expect(DirectoryId).toMatch(/^d-[0-9a-f]{10}$/);
    expect(await findDirectoryById(deps.database, DirectoryId)).toMatchObject({
      name: 'corp.example.com',
      shortName: 'CORP',
      description: 'People',
      size: 'Small',
      type: 'SimpleAD',
      stage: 'Requested',
      vpcId: input.VpcSettings?.VpcId,
      subnetIds: input.VpcSettings?.SubnetIds,
      availabilityZones: ['us-east-1a', 'us-east-1b'],
      controllers: [],
    });
    expect(await listTags(deps.database, DirectoryId)).toEqual([{ key: 'team', value: 'a' }]);
    const sealed = await sealedAdministratorPassword(deps.database, DirectoryId);
    expect(sealed?.includes('Str0ng-Password')).toBe(false);
    expect(sealed && testSealer.open(sealed, administratorPasswordContext(DirectoryId))).toBe(
      'Str0ng-Password',
    );
    const runs = await tables<WorkflowTables>(deps.database)
      .selectFrom('workflows.run')
      .select(['type', 'key', 'input'])
      .where('key', '=', DirectoryId)
      .execute();
    expect(runs).toEqual([
      { type: 'directories.create', key: DirectoryId, input: { directoryId: DirectoryId } },
    ]);
  });

  it('refuses more directories than the account may have', async () => {
    const context = testContext({ accountId: '210987654321' });
    const input = await createDirectoryInput(deps.database, context);
    const many = Array.from({ length: 5 }, () => CreateDirectory(context, input, deps));
    const results = await Promise.allSettled(many);
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(3);
    const refused = results.find((result) => result.status === 'rejected');
    expect(refused?.reason).toMatchObject({
      code: 'DirectoryLimitExceededException',
      message: expect.stringContaining('A maximum of 3 directories'),
    });
  });

  it.each<[string, (input: Request) => Partial<Request>, string, string]>([
    [
      'no VPC',
      () => ({ VpcSettings: undefined }),
      'InvalidParameterException',
      'VpcSettings must be specified',
    ],
    [
      'one subnet',
      ({ VpcSettings }) => ({
        VpcSettings: { VpcId: VpcSettings?.VpcId, SubnetIds: VpcSettings?.SubnetIds?.slice(1) },
      }),
      'InvalidParameterException',
      'They must correspond to two subnets in different Availability Zones',
    ],
    [
      'the same subnet twice',
      ({ VpcSettings, subnets }) => ({
        VpcSettings: {
          VpcId: VpcSettings?.VpcId,
          SubnetIds: [subnets[0]?.subnetId ?? '', subnets[0]?.subnetId ?? ''],
        },
      }),
      'ClientException',
      'The two subnets must be in different Availability Zones',
    ],
    [
      'a subnet that is not there',
      ({ VpcSettings, subnets }) => ({
        VpcSettings: {
          VpcId: VpcSettings?.VpcId,
          SubnetIds: [subnets[0]?.subnetId ?? '', 'subnet-00000000000000000'],
        },
      }),
      'InvalidParameterException',
      'Invalid subnet ID(s)',
    ],
    [
      'another VPC',
      ({ subnets }) => ({
        VpcSettings: {
          VpcId: 'vpc-00000000000000000',
          SubnetIds: subnets.map((subnet) => subnet.subnetId),
        },
      }),
      'ClientException',
      'Invalid VPC ID',
    ],
    ['a name of one label', () => ({ Name: 'corp' }), 'InvalidParameterException', 'fully qualified'],
    [
      'a long short name',
      () => ({ ShortName: 'A'.repeat(16) }),
      'InvalidParameterException',
      'NetBIOS name of at most 15',
    ],
    ['IPv6', () => ({ NetworkType: 'IPv6' }), 'InvalidParameterException', 'IPv6 is not supported'],
    [
      'a reserved tag',
      () => ({ Tags: [{ Key: 'aws:x', Value: '' }] }),
      'InvalidParameterException',
      'reserved for system use',
    ],
  ])('refuses %s', async (_what, change, code, message) => {
    const { subnets: _subnets, ...request } = { ...input, ...change(input) };
    await expect(CreateDirectory(context, request, deps)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
      members: { RequestId: context.requestId },
    });
  });

  it('is kept by the model from weak passwords, and does not repeat them', () => {
    const error = validationError('CreateDirectory', { ...input, Password: 'onlylowercase' });
    expect(error).toContain("at 'password' failed to satisfy constraint");
    expect(error).not.toContain('onlylowercase');
    expect(validationError('CreateDirectory', input)).toBeUndefined();
  });
});
