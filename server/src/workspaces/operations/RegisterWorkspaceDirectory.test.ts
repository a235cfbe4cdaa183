import { describe, expect, it } from 'vitest';
import { holdsOf } from '../../directories/store/holds.ts';
import { testVpc } from '../../networks/testing.ts';
import {
  queuedRuns,
  refusal,
  scope,
  strangerContext,
  testContext,
  testDirectory,
  useWorkspaces,
  validationError,
} from '../testing.ts';
import { DescribeTags } from './DescribeTags.ts';
import { DescribeWorkspaceDirectories } from './DescribeWorkspaceDirectories.ts';
import { RegisterWorkspaceDirectory } from './RegisterWorkspaceDirectory.ts';

const test = useWorkspaces();

type Input = Parameters<typeof RegisterWorkspaceDirectory>[1];
const register = (input: Input, context = testContext) =>
  RegisterWorkspaceDirectory(context, input, test.deps);

describe('RegisterWorkspaceDirectory', () => {
  it.each(['Active', 'Creating', 'Requested'] as const)('accepts a directory that is %s', async (stage) => {
    const { database } = test.deps;
    const DirectoryId = await testDirectory(database, { stage });
    const Tags = [{ Key: 'a', Value: 'b' }];
    expect(await register({ DirectoryId, EnableSelfService: true, Tags })).toEqual({
      DirectoryId,
      State: 'REGISTERING',
    });
    const { Directories } = await DescribeWorkspaceDirectories(
      testContext,
      { DirectoryIds: [DirectoryId] },
      test.deps,
    );
    expect(Directories?.[0]).toMatchObject({
      DirectoryId,
      State: 'REGISTERING',
      DirectoryName: 'Corp.example.com',
      DirectoryType: 'SIMPLE_AD',
      SelfservicePermissions: { RebuildWorkspace: 'ENABLED' },
      Tenancy: 'SHARED',
    });
    expect(Directories?.[0]?.RegistrationCode).toMatch(/^wsiad\+[A-Z2-9]{6}$/);
    expect(Directories?.[0]?.SubnetIds).toHaveLength(2);
    expect(await DescribeTags(testContext, { ResourceId: DirectoryId }, test.deps)).toEqual({
      TagList: Tags,
    });
    expect(await holdsOf(database, DirectoryId)).toEqual([{ holder: 'WorkSpaces', kind: 'active' }]);
    expect(await queuedRuns(database)).toContain(`workspaces.registerDirectory ${DirectoryId}`);
  });

  it('refuses a second registration, also when both come together', async () => {
    const DirectoryId = await testDirectory(test.deps.database);
    const codes = await Promise.all([refusal(register({ DirectoryId })), refusal(register({ DirectoryId }))]);
    expect(codes.sort()).toEqual(['ResourceAlreadyExistsException', 'accepted']);
    expect(await refusal(register({ DirectoryId }))).toBe('ResourceAlreadyExistsException');
  });

  it('refuses directories that are not there, or in a bad way', async () => {
    const { database } = test.deps;
    expect(await refusal(register({ DirectoryId: 'd-ffffffffff' }))).toBe('ResourceNotFoundException');
    const active = await testDirectory(database);
    expect(await refusal(register({ DirectoryId: active }, strangerContext))).toBe(
      'ResourceNotFoundException',
    );
    for (const stage of ['Failed', 'Deleting', 'Inoperable'] as const) {
      const DirectoryId = await testDirectory(database, { stage });
      expect(await refusal(register({ DirectoryId }))).toBe('InvalidResourceStateException');
      expect(await holdsOf(database, DirectoryId)).toEqual([]);
    }
  });

  it('needs two subnets of the VPC in different zones', async () => {
    const { database } = test.deps;
    const { vpcId, subnets } = await testVpc(database, scope, [
      '10.0.1.0/24',
      '10.0.2.0/24',
      '10.0.3.0/24',
      '10.0.4.0/24',
    ]);
    const [a = '', b = '', c = '', a2 = ''] = subnets.map((subnet) => subnet.subnetId);
    const DirectoryId = await testDirectory(database, { vpcId, subnetIds: [a, b] });
    const other = (await testVpc(database, scope)).subnets.map((subnet) => subnet.subnetId);
    const withSubnets = (...SubnetIds: string[]) => refusal(register({ DirectoryId, SubnetIds }));
    expect(await withSubnets(a, a2)).toBe('OperationNotSupportedException');
    expect(await withSubnets(a)).toBe('OperationNotSupportedException');
    expect(await withSubnets(a, 'subnet-00000000000000000')).toBe('InvalidParameterValuesException');
    expect(await withSubnets(...other)).toBe('UnsupportedNetworkConfigurationException');
    expect(await withSubnets(b, c)).toBe('accepted');
    const { Directories } = await DescribeWorkspaceDirectories(
      testContext,
      { DirectoryIds: [DirectoryId] },
      test.deps,
    );
    expect(Directories?.[0]?.SubnetIds).toEqual([b, c]);
  });

  it.each<[Input, string]>([
    [{}, 'ValidationException'],
    [{ DirectoryId: 'd-ffffffffff', Tenancy: 'DEDICATED' }, 'InvalidParameterValuesException'],
    [{ DirectoryId: 'd-ffffffffff', WorkspaceType: 'POOLS' }, 'OperationNotSupportedException'],
    [{ DirectoryId: 'd-ffffffffff', UserIdentityType: 'CUSTOMER_MANAGED' }, 'OperationNotSupportedException'],
    [
      { DirectoryId: 'd-ffffffffff', IdcInstanceArn: 'arn:aws:sso:::instance/x' },
      'OperationNotSupportedException',
    ],
    [{ DirectoryId: 'd-ffffffffff', Tags: [{ Key: 'a;', Value: '' }] }, 'InvalidParameterValuesException'],
  ])('refuses %j', async (input, code) => {
    expect(await refusal(register(input))).toBe(code);
  });

  it('takes subnet ids of the right form, and EnableWorkDocs of older clients', () => {
    expect(validationError('RegisterWorkspaceDirectory', { SubnetIds: ['x'] })).toContain('subnetIds');
    const old = { DirectoryId: 'd-ffffffffff', EnableWorkDocs: true };
    expect(validationError('RegisterWorkspaceDirectory', old)).toBeUndefined();
  });
});
