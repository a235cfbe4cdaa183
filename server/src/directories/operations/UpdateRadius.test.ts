import { describe, expect, it } from 'vitest';
import { findRadius, setRadiusStatus } from '../store/radius.ts';
import { validationError } from '../testing.ts';
import { EnableRadius } from './EnableRadius.ts';
import { DirectoryId, RadiusSettings, useRadiusTest } from './testing-radius.ts';
import { UpdateRadius } from './UpdateRadius.ts';

const room = useRadiusTest();
const { context } = room;
const update = (settings: object) =>
  UpdateRadius(context, { DirectoryId, RadiusSettings: settings }, room.deps);
const present = async () => {
  const radius = await findRadius(room.deps.database, DirectoryId);
  if (!radius) throw new Error('There is none.');
  return radius;
};

describe('UpdateRadius', () => {
  it('changes what is said, keeps the rest, and has the servers tried anew at once', async () => {
    await EnableRadius(context, { DirectoryId, RadiusSettings }, room.deps);
    const before = await present();
    const first = { directoryId: DirectoryId, settingsId: before.settingsId };
    await setRadiusStatus(room.deps.database, first, 'Completed');

    expect(await update({ RadiusTimeout: 20, RadiusRetries: 0 })).toEqual({});
    const after = await present();
    expect(after).toMatchObject({ status: 'Creating', sealedSecret: before.sealedSecret });
    expect(after.settings).toEqual({ ...before.settings, timeoutSeconds: 20, retries: 0 });
    // What the first trial finds out is no news of the new settings.
    await setRadiusStatus(room.deps.database, first, 'Completed');
    expect((await present()).status).toBe('Creating');
    expect(await room.runs()).toMatchObject([{ cancel_requested: true }, { cancel_requested: false }]);
  });

  it('changes the secret', async () => {
    await EnableRadius(context, { DirectoryId, RadiusSettings }, room.deps);
    const before = await present();
    await update({ SharedSecret: 'another secret' });
    expect((await present()).sealedSecret).not.toEqual(before.sealedSecret);
  });

  it('refuses where RADIUS is not enabled, and for settings that cannot be', async () => {
    await expect(update({ RadiusPort: 1813 })).rejects.toMatchObject({ code: 'ClientException' });
    await EnableRadius(context, { DirectoryId, RadiusSettings }, room.deps);
    await expect(update({ RadiusServers: [] })).rejects.toMatchObject({ code: 'InvalidParameterException' });
    await expect(
      UpdateRadius(context, { DirectoryId: 'd-0000000009', RadiusSettings }, room.deps),
    ).rejects.toMatchObject({ code: 'EntityDoesNotExistException' });
  });

  it('is kept by the model from malformed settings', () => {
    const error = validationError('UpdateRadius', {
      DirectoryId,
      RadiusSettings: { AuthenticationProtocol: 'EAP' },
    });
    expect(error).toContain('MS-CHAPv2');
  });
});
