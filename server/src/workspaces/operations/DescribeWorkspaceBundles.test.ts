import { expect, it } from 'vitest';
import { publicBundles } from '../model/bundles.ts';
import { refusal, strangerContext, testContext, useWorkspaces, validationError } from '../testing.ts';
import { testBundle } from '../testingImages.ts';
import { DescribeWorkspaceBundles } from './DescribeWorkspaceBundles.ts';

const test = useWorkspaces();

const describeBundles = (input: Parameters<typeof DescribeWorkspaceBundles>[1]) =>
  DescribeWorkspaceBundles(testContext, input, test.deps);

it('shows the public bundles without Owner, by owner AMAZON and by id', async () => {
  const all = await describeBundles({});
  const isStandardLinux = (name = '') => name.includes('Standard') && name.includes('Linux');
  const [standard, ...others] = (all.Bundles ?? []).filter((bundle) => isStandardLinux(bundle.Name));
  expect(others).toEqual([]);
  expect(standard).toMatchObject({
    Owner: 'AMAZON',
    ComputeType: { Name: 'STANDARD' },
    RootStorage: { Capacity: '80' },
    UserStorage: { Capacity: '50' },
    State: 'AVAILABLE',
  });
  expect(standard?.ImageId).toMatch(/^wsi-[0-9a-z]{9,63}$/);
  expect(await describeBundles({ Owner: 'AMAZON' })).toEqual(all);
  expect(await describeBundles({ Owner: testContext.accountId })).toEqual({ Bundles: [] });
  expect(await describeBundles({ BundleIds: [standard?.BundleId ?? '', 'wsb-000000000'] })).toEqual({
    Bundles: [standard],
  });
});

it('refuses ids together with an owner, and a token that is none', async () => {
  const code = 'InvalidParameterValuesException';
  expect(await refusal(describeBundles({ Owner: 'AMAZON', BundleIds: ['wsb-d12stand0'] }))).toBe(code);
  expect(await refusal(describeBundles({ NextToken: 'made-up' }))).toBe(code);
});

it('takes ids of bundles alone', () => {
  expect(validationError('DescribeWorkspaceBundles', { BundleIds: ['x'] })).toContain('bundleIds');
});

it('shows the own bundles to their account alone, and pages over all', async () => {
  const own = [];
  for (let i = 0; i < 20; i++) own.push(await testBundle(test.database, 'wsi-d12xfce00'));
  own.sort();
  const mine = await describeBundles({ Owner: testContext.accountId });
  expect(mine.Bundles?.map((bundle) => bundle.BundleId)).toEqual(own);
  expect(await describeBundles({ Owner: strangerContext.accountId })).toEqual({ Bundles: [] });
  const theirs = await DescribeWorkspaceBundles(strangerContext, { BundleIds: [own[0] ?? ''] }, test.deps);
  expect(theirs.Bundles).toEqual([]);

  const first = await describeBundles({});
  expect(first.Bundles).toHaveLength(25);
  const second = await describeBundles({ NextToken: first.NextToken });
  const ids = [...(first.Bundles ?? []), ...(second.Bundles ?? [])].map((bundle) => bundle.BundleId);
  expect(ids).toEqual([...publicBundles.map((bundle) => bundle.bundleId), ...own]);
});
