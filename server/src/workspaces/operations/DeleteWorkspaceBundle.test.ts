import { expect, it } from 'vitest';
import { bundleOfWorkspace, findBundle } from '../store/bundles.ts';
import { deleteWorkspace, findWorkspace, updateWorkspace } from '../store/workspaces.ts';
import {
  refusal,
  strangerContext,
  testClock,
  testContext,
  testRegistration,
  testWorkspace,
  useWorkspaces,
  validationError,
} from '../testing.ts';
import { testBundle, testImage } from '../testingImages.ts';
import { CreateWorkspaces } from './CreateWorkspaces.ts';
import { DeleteWorkspaceBundle } from './DeleteWorkspaceBundle.ts';
import { DescribeWorkspaceBundles } from './DescribeWorkspaceBundles.ts';

const test = useWorkspaces();

const remove = (BundleId: string | undefined, context = testContext) =>
  refusal(DeleteWorkspaceBundle(context, { BundleId }, test.deps));
const shown = async (input: Parameters<typeof DescribeWorkspaceBundles>[1]) =>
  (await DescribeWorkspaceBundles(testContext, input, test.deps)).Bundles?.map(
    (bundle) => `${bundle.BundleId} ${bundle.State}`,
  );

it('removes one that nobody has at once', async () => {
  const bundleId = await testBundle(test.database, await testImage(test.database));
  expect(await remove(bundleId)).toBe('accepted');
  expect(await shown({ BundleIds: [bundleId] })).toEqual([]);
  expect(await remove(bundleId)).toBe('ResourceNotFoundException');
});

it('keeps one that WorkSpaces have for them, and removes it with the last', async () => {
  const bundleId = await testBundle(test.database, await testImage(test.database), { name: 'kept' });
  const directoryId = await testRegistration(test.database);
  const workspaceIds = [];
  for (let i = 0; i < 2; i++) {
    const workspaceId = await testWorkspace(test.database, directoryId, 'AVAILABLE');
    await updateWorkspace(test.database, workspaceId, { at: testClock.now(), bundle_id: bundleId });
    workspaceIds.push(workspaceId);
  }
  for (let i = 0; i < 2; i++) expect(await remove(bundleId)).toBe('accepted');

  expect(await shown({ BundleIds: [bundleId] })).toEqual([`${bundleId} PENDING`]);
  expect(await shown({ Owner: testContext.accountId })).toEqual([]);
  expect(await findBundle(test.database, testContext, bundleId)).toBeUndefined();
  const { FailedRequests } = await CreateWorkspaces(
    testContext,
    { Workspaces: [{ DirectoryId: directoryId, UserName: 'late', BundleId: bundleId }] },
    test.deps,
  );
  expect(FailedRequests?.[0]?.ErrorCode).toBe('ResourceNotFound.Bundle');
  // Its name is free again.
  expect(await testBundle(test.database, 'wsi-d12xfce00', { name: 'kept' })).not.toBe(bundleId);

  for (const workspaceId of workspaceIds) {
    const row = await findWorkspace(test.database, workspaceId);
    expect(row && (await bundleOfWorkspace(test.database, row))?.bundleId).toBe(bundleId);
    await test.database.transaction().execute((transaction) => deleteWorkspace(transaction, workspaceId));
  }
  expect(await shown({ BundleIds: [bundleId] })).toEqual([]);
});

it('removes it once, when its last two WorkSpaces go at the same time', async () => {
  const bundleId = await testBundle(test.database, await testImage(test.database));
  const directoryId = await testRegistration(test.database);
  const workspaceIds = [];
  for (let i = 0; i < 8; i++) {
    const workspaceId = await testWorkspace(test.database, directoryId, 'AVAILABLE');
    await updateWorkspace(test.database, workspaceId, { at: testClock.now(), bundle_id: bundleId });
    workspaceIds.push(workspaceId);
  }
  await remove(bundleId);
  await Promise.all(
    workspaceIds.map((workspaceId) =>
      test.database.transaction().execute((transaction) => deleteWorkspace(transaction, workspaceId)),
    ),
  );
  expect(await shown({ BundleIds: [bundleId] })).toEqual([]);
});

it('refuses public ones and those of others', async () => {
  const bundleId = await testBundle(test.database, await testImage(test.database));
  expect(await remove('wsb-d12stand0')).toBe('AccessDeniedException');
  expect(await remove(bundleId, strangerContext)).toBe('ResourceNotFoundException');
  expect(await remove(undefined)).toBe('ValidationException');
});

it('takes ids of bundles alone', () => {
  expect(validationError('DeleteWorkspaceBundle', { BundleId: 'x' })).toContain('bundleId');
});
