import { describe, expect, it } from 'vitest';
import { radiusSecretContext } from '../model/secrets.ts';
import { changeStage } from '../store/directories.ts';
import { findRadius, setRadiusStatus } from '../store/radius.ts';
import { validationError } from '../testing.ts';
import { EnableRadius } from './EnableRadius.ts';
import { DirectoryId, RadiusSettings, SharedSecret, useRadiusTest } from './testing-radius.ts';

const room = useRadiusTest();
const { context } = room;
const enable = (settings: object = {}) =>
  EnableRadius(context, { DirectoryId, RadiusSettings: { ...RadiusSettings, ...settings } }, room.deps);

describe('EnableRadius', () => {
  it('keeps the settings, the secret sealed, and has the servers tried', async () => {
    expect(await enable({ AuthenticationProtocol: 'MS-CHAPv2', DisplayLabel: 'Code' })).toEqual({});
    expect(await room.runs()).toMatchObject([
      { type: 'directories.test-radius', key: `${DirectoryId}/radius` },
    ]);
    const { sealedSecret } = (await findRadius(room.deps.database, DirectoryId)) ?? {};
    expect(sealedSecret?.includes(SharedSecret)).toBe(false);
    const opened = room.deps.sealer.open(sealedSecret ?? Buffer.alloc(0), radiusSecretContext(DirectoryId));
    expect(opened).toBe(SharedSecret);
  });

  it('shows in DescribeDirectories, with defaults and without the secret', async () => {
    expect(await room.described()).not.toHaveProperty('RadiusStatus');
    await enable({ RadiusServersIpv6: ['2001:db8::1'] });
    const described = await room.described();
    expect(described).toMatchObject({
      RadiusStatus: 'Creating',
      RadiusSettings: {
        RadiusServers: ['192.0.2.1', 'radius.example.com'],
        RadiusServersIpv6: ['2001:db8::1'],
        RadiusPort: 1812,
        RadiusTimeout: 5,
        RadiusRetries: 3,
        AuthenticationProtocol: 'PAP',
        UseSameUsername: false,
      },
    });
    expect(described?.RadiusSettings).not.toHaveProperty('SharedSecret');
  });

  it('refuses a second time, unless the first has failed', async () => {
    await enable();
    await expect(enable()).rejects.toMatchObject({ code: 'EntityAlreadyExistsException' });
    const { settingsId = '' } = (await findRadius(room.deps.database, DirectoryId)) ?? {};
    await setRadiusStatus(room.deps.database, { directoryId: DirectoryId, settingsId }, 'Failed');
    await enable({ RadiusPort: 1645 });
    expect(await room.described()).toMatchObject({
      RadiusStatus: 'Creating',
      RadiusSettings: { RadiusPort: 1645 },
    });
  });

  it.each([
    [{ RadiusServers: [] }, 'At least one RADIUS server must be specified.'],
    [{ RadiusServers: Array.from({ length: 11 }, () => '192.0.2.1') }, 'At most 10 RADIUS servers'],
    [{ RadiusServers: ['radius server'] }, 'radius server is neither an address nor a host name'],
    [{ RadiusServersIpv6: ['192.0.2.1'] }, '192.0.2.1 is not an IPv6 address'],
    [{ RadiusTimeout: 21 }, 'The RADIUS timeout must be between 1 and 20 seconds.'],
    [{ SharedSecret: undefined }, 'The shared secret of the RADIUS servers must be specified.'],
  ])('refuses %j', async (settings, message) => {
    await expect(enable(settings)).rejects.toMatchObject({
      code: 'InvalidParameterException',
      message: expect.stringContaining(message),
    });
    expect(await room.runs()).toEqual([]);
  });

  it('refuses for directories that are not there, or not for long', async () => {
    await expect(
      EnableRadius(context, { DirectoryId: 'd-0000000009', RadiusSettings }, room.deps),
    ).rejects.toMatchObject({ code: 'EntityDoesNotExistException' });
    await changeStage(room.deps.database, DirectoryId, 'Deleting', context.clock.now());
    await expect(enable()).rejects.toMatchObject({ code: 'ClientException' });
  });

  it('is kept by the model from malformed settings, whose secret no error repeats', () => {
    const malformed = { RadiusPort: 80, RadiusRetries: 11, SharedSecret: 'short' };
    const error = validationError('EnableRadius', { DirectoryId, RadiusSettings: malformed });
    expect(error).toContain('1025');
    expect(error).not.toContain('short');
  });
});
