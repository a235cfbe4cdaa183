import { randomBytes } from 'node:crypto';
import type { Sealer } from '../../base/seal.ts';

const AGENT_SECRET_BYTES = 32;

/** What a desktop alone has: it is made once, kept sealed in its row and written into the instance. */
export interface DesktopSecrets {
  /** Opens the screen; VNC authentication looks at eight characters. */
  vncPassword: string;
  /**
   * Opens the side channels of the stream: {@link AGENT_SECRET_BYTES} random bytes as hexadecimal digits. A desktop
   * that was made before there were any gets one when it starts.
   */
  agentSecret?: string;
  certificatePem: string;
  privateKeyPem: string;
}

export const newAgentSecret = () => randomBytes(AGENT_SECRET_BYTES).toString('hex');

export function sealSecrets(sealer: Sealer, workspaceId: string, secrets: DesktopSecrets): Buffer {
  return sealer.seal(JSON.stringify(secrets), secretsOf(workspaceId));
}

export function openSecrets(sealer: Sealer, workspaceId: string, sealed: Buffer): DesktopSecrets {
  return JSON.parse(sealer.open(sealed, secretsOf(workspaceId))) as DesktopSecrets;
}

const secretsOf = (workspaceId: string) => `workspace/${workspaceId}/secrets`;
