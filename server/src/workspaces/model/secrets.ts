import type { Sealer } from '../../base/seal.ts';

/** What a desktop alone has: it is made once, kept sealed in its row and written into the instance. */
export interface DesktopSecrets {
  /** Opens the screen; VNC authentication looks at eight characters. */
  vncPassword: string;
  certificatePem: string;
  privateKeyPem: string;
}

export function sealSecrets(sealer: Sealer, workspaceId: string, secrets: DesktopSecrets): Buffer {
  return sealer.seal(JSON.stringify(secrets), secretsOf(workspaceId));
}

export function openSecrets(sealer: Sealer, workspaceId: string, sealed: Buffer): DesktopSecrets {
  return JSON.parse(sealer.open(sealed, secretsOf(workspaceId))) as DesktopSecrets;
}

const secretsOf = (workspaceId: string) => `workspace/${workspaceId}/secrets`;
