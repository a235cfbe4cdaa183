import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testContext } from '../../wire/testing.ts';
import { insertController } from '../store/controllers.ts';
import { changeStage, insertDirectory } from '../store/directories.ts';
import { directoriesTest, newDirectory, validationError } from '../testing.ts';
import { DescribeDirectories } from './DescribeDirectories.ts';
import type { Deps } from './deps.ts';

let deps: Deps;
let close: () => Promise<void>;
const context = testContext();
const ids = ['d-0000000001', 'd-0000000002', 'd-0000000003'];

beforeAll(async () => {
  ({ deps, close } = await directoriesTest());
  for (const directoryId of ids) {
    await insertDirectory(deps.database, newDirectory({ directoryId }), Buffer.from('sealed'));
  }
  const other = newDirectory({ directoryId: 'd-0000000004', accountId: '210987654321' });
  await insertDirectory(deps.database, other, Buffer.from('sealed'));
  await insertController(deps.database, 'd-0000000001', 1, {
    instanceName: 'd-0000000001-dc1',
    hostName: 'dc1-0000000001',
    subnetId: 'subnet-0123456789abcdef0',
    address: '10.0.1.4',
    managementAddress: '198.18.6.4',
  });
});
afterAll(() => close());

const idsOf = (output: { DirectoryDescriptions?: { DirectoryId?: string | undefined }[] | undefined }) =>
  output.DirectoryDescriptions?.map((directory) => directory.DirectoryId);

describe('DescribeDirectories', () => {
  it('tells all that is true of a directory, and no password', async () => {
    const requested = await DescribeDirectories(context, { DirectoryIds: ['d-0000000001'] }, deps);
    expect(requested.DirectoryDescriptions?.[0]).toMatchObject({ Stage: 'Requested', DnsIpAddrs: [] });

    const later = new Date('2026-11-21T12:00:05Z');
    await changeStage(deps.database, 'd-0000000001', 'Creating', later);
    await changeStage(deps.database, 'd-0000000001', 'Active', later);
    const active = await DescribeDirectories(context, { DirectoryIds: ['d-0000000001'] }, deps);
    expect(active).toEqual({
      DirectoryDescriptions: [
        {
          DirectoryId: 'd-0000000001',
          Name: 'Corp.example.com',
          ShortName: 'CORP',
          Size: 'Small',
          Alias: 'd-0000000001',
          AccessUrl: 'd-0000000001.awsapps.com',
          Description: undefined,
          DnsIpAddrs: ['10.0.1.4'],
          Stage: 'Active',
          StageReason: undefined,
          LaunchTime: new Date('2026-11-21T12:00:00Z'),
          StageLastUpdatedDateTime: later,
          Type: 'SimpleAD',
          VpcSettings: {
            VpcId: 'vpc-0123456789abcdef0',
            SubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
            AvailabilityZones: ['us-east-1a', 'us-east-1b'],
          },
          SsoEnabled: false,
          NetworkType: 'IPv4',
        },
      ],
      NextToken: undefined,
    });
  });

  it("lists the account's directories in pages", async () => {
    const first = await DescribeDirectories(context, { Limit: 2 }, deps);
    expect(idsOf(first)).toEqual(ids.slice(0, 2));
    const second = await DescribeDirectories(context, { Limit: 2, NextToken: first.NextToken }, deps);
    expect(idsOf(second)).toEqual(ids.slice(2));
    expect(second.NextToken).toBeUndefined();
    expect(idsOf(await DescribeDirectories(context, { Limit: 0 }, deps))).toEqual(ids);
  });

  it('refuses a token that it did not give for this list', async () => {
    const { NextToken } = await DescribeDirectories(context, { Limit: 1 }, deps);
    const other = testContext({ accountId: '210987654321' });
    for (const [caller, token] of [
      [context, 'AAAA'],
      [other, NextToken],
    ] as const) {
      await expect(DescribeDirectories(caller, { NextToken: token }, deps)).rejects.toMatchObject({
        code: 'InvalidNextTokenException',
      });
    }
  });

  it("does not know other accounts' directories", async () => {
    await expect(
      DescribeDirectories(context, { DirectoryIds: ['d-0000000001', 'd-0000000004'] }, deps),
    ).rejects.toMatchObject({
      code: 'EntityDoesNotExistException',
      message: expect.stringContaining('Directory d-0000000004 does not exist'),
    });
  });

  it('is kept by the model from malformed ids', () => {
    expect(validationError('DescribeDirectories', { DirectoryIds: ['d-1'] })).toContain('^d-[0-9a-f]{10}$');
  });
});
