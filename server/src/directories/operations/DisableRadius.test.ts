import { describe, expect, it } from 'vitest';
import { validationError } from '../testing.ts';
import { DisableRadius } from './DisableRadius.ts';
import { EnableRadius } from './EnableRadius.ts';
import { DirectoryId, RadiusSettings, useRadiusTest } from './testing-radius.ts';

const room = useRadiusTest();
const { context } = room;

describe('DisableRadius', () => {
  it('forgets the servers, and calls off what is being tried', async () => {
    await EnableRadius(context, { DirectoryId, RadiusSettings }, room.deps);
    expect(await DisableRadius(context, { DirectoryId }, room.deps)).toEqual({});
    const described = await room.described();
    expect(described).not.toHaveProperty('RadiusStatus');
    expect(described).not.toHaveProperty('RadiusSettings');
    expect(await room.runs()).toMatchObject([{ cancel_requested: true }]);
    await EnableRadius(context, { DirectoryId, RadiusSettings }, room.deps);
  });

  it('changes nothing where nothing was enabled', async () => {
    expect(await DisableRadius(context, { DirectoryId }, room.deps)).toEqual({});
  });

  it("refuses for other accounts' directories", async () => {
    await expect(
      DisableRadius({ ...context, accountId: '210987654321' }, { DirectoryId }, room.deps),
    ).rejects.toMatchObject({ code: 'EntityDoesNotExistException' });
  });

  it('is kept by the model from malformed ids', () => {
    expect(validationError('DisableRadius', { DirectoryId: 'd-1' })).toContain('^d-[0-9a-f]{10}$');
  });
});
