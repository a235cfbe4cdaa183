import { expect, it } from 'vitest';
import {
  refusal,
  strangerContext,
  testContext,
  testRegistration,
  useWorkspaces,
  validationError,
} from '../testing.ts';
import { DescribeClientProperties } from './DescribeClientProperties.ts';

const test = useWorkspaces();

it('tells of each directory once, in the order of the request', async () => {
  const { database } = test.deps;
  const [one, two] = [await testRegistration(database), await testRegistration(database)];
  const ResourceIds = [two, one, two];
  const { ClientPropertiesList } = await DescribeClientProperties(testContext, { ResourceIds }, test.deps);
  const ClientProperties = { ReconnectEnabled: 'ENABLED', LogUploadEnabled: 'DISABLED' };
  expect(ClientPropertiesList).toEqual([
    { ResourceId: two, ClientProperties },
    { ResourceId: one, ClientProperties },
  ]);
});

it('knows registered directories of the account alone', async () => {
  const ResourceIds = [await testRegistration(test.deps.database)];
  const describe = (ids: string[], context = testContext) =>
    refusal(DescribeClientProperties(context, { ResourceIds: ids }, test.deps));
  expect(await describe(ResourceIds, strangerContext)).toBe('ResourceNotFoundException');
  expect(await describe([...ResourceIds, 'd-ffffffffff'])).toBe('ResourceNotFoundException');
});

it('takes 1 to 25 directories', () => {
  const problem = (ResourceIds: string[]) => validationError('DescribeClientProperties', { ResourceIds });
  expect(problem([])).toContain('resourceIds');
  expect(problem(Array.from({ length: 26 }, (_, index) => `d-${index}`))).toContain('resourceIds');
});
