import type { KeyPairPem } from '../../base/pki.ts';
import type { Engine } from '../../engine/engine.ts';
import { run } from './command.ts';
import { SAMBA_DIRECTORY } from './samba.ts';

/** Stands where provisioning has ended; the image's unit starts Samba only then. */
const PROVISIONED = `${SAMBA_DIRECTORY}/alcove-provisioned`;
const PROVISIONING_SECONDS_MAX = 180;

export interface NewDomain {
  instanceName: string;
  hostName: string;
  address: string;
  domainName: string;
  shortName: string;
}

/** Whether the controller has been provisioned to the end. */
export async function isProvisioned(
  engine: Pick<Engine, 'readFile'>,
  instanceName: string,
): Promise<boolean> {
  return (await engine.readFile(instanceName, PROVISIONED)) !== undefined;
}

/**
 * Makes the domain on its first controller, which must not run Samba yet. Samba invents the administrator's
 * password, and with --quiet nobody hears of it.
 */
export async function provisionDomain(engine: Engine, domain: NewDomain, signal: AbortSignal): Promise<void> {
  const { instanceName } = domain;
  // What an earlier attempt left would get in the way.
  await run(engine, instanceName, [
    'rm',
    '--recursive',
    '--force',
    `${SAMBA_DIRECTORY}/private`,
    `${SAMBA_DIRECTORY}/sysvol`,
    `${SAMBA_DIRECTORY}/bind-dns`,
  ]);
  await engine.makeDirectory(instanceName, {
    path: `${SAMBA_DIRECTORY}/private`,
    uid: 0,
    gid: 0,
    mode: 0o700,
  });
  await run(
    engine,
    instanceName,
    [
      'samba-tool',
      'domain',
      'provision',
      '--quiet',
      `--realm=${domain.domainName.toUpperCase()}`,
      `--domain=${domain.shortName.toUpperCase()}`,
      `--host-name=${domain.hostName.toUpperCase()}`,
      `--host-ip=${domain.address}`,
      '--server-role=dc',
      '--dns-backend=SAMBA_INTERNAL',
      '--use-rfc2307',
    ],
    {
      // Hundreds of small transactions would wait for the disk, each for itself; they are flushed together below.
      environment: { TDB_NO_FSYNC: '1' },
      timeoutSeconds: PROVISIONING_SECONDS_MAX,
      signal,
    },
  );
  await run(engine, instanceName, ['sync', '--file-system', SAMBA_DIRECTORY]);
  await engine.writeFile(instanceName, { path: PROVISIONED, content: '', uid: 0, gid: 0, mode: 0o644 });
}

/** Gives Samba the certificate that it shows to LDAPS clients; it reads it when it starts. */
export async function writeCertificate(
  engine: Pick<Engine, 'writeFile' | 'makeDirectory'>,
  instanceName: string,
  pair: KeyPairPem,
  authorityPem: string,
): Promise<void> {
  const directory = `${SAMBA_DIRECTORY}/private/tls`;
  await engine.makeDirectory(instanceName, { path: directory, uid: 0, gid: 0, mode: 0o700 });
  const write = (name: string, content: string) =>
    engine.writeFile(instanceName, {
      path: `${directory}/${name}`,
      content,
      uid: 0,
      gid: 0,
      mode: 0o600,
    });
  await write('key.pem', pair.privateKeyPem);
  await write('cert.pem', pair.certificatePem);
  await write('ca.pem', authorityPem);
}

/** Restarted if it runs, so that it reads its certificate. */
export async function startSamba(
  engine: Pick<Engine, 'execute'>,
  instanceName: string,
  signal: AbortSignal,
): Promise<void> {
  await run(engine, instanceName, ['systemctl', 'restart', 'samba-ad-dc.service'], {
    timeoutSeconds: 60,
    signal,
  });
}
