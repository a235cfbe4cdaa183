import { Client } from 'ldapts';
import type { Engine } from '../../engine/engine.ts';
import { run } from './command.ts';
import { SAMBA_DIRECTORY } from './samba.ts';

export interface ProbedController {
  instanceName: string;
  hostName: string;
  managementAddress: string;
  domainName: string;
}

const TIMEOUT_MS = 5000;

/**
 * Makes sure that the controller does what it is there for: it answers LDAPS on the management network with a
 * certificate that holds, and a machine of the domain finds its KDC by DNS and gets a ticket with its keytab.
 * @throws Error where something of it fails
 */
export async function probeController(
  engine: Pick<Engine, 'execute'>,
  controller: ProbedController,
  authorityPem: string,
): Promise<void> {
  await probeLdaps(controller.managementAddress, authorityPem);
  const account = `${controller.hostName.toUpperCase()}$@${controller.domainName.toUpperCase()}`;
  const keytab = `${SAMBA_DIRECTORY}/private/secrets.keytab`;
  await run(engine, controller.instanceName, ['kinit', '-c', 'MEMORY:', '-k', '-t', keytab, account], {
    timeoutSeconds: TIMEOUT_MS / 1000,
  });
}

async function probeLdaps(address: string, ca: string): Promise<void> {
  const client = new Client({
    url: `ldaps://${address}`,
    timeout: TIMEOUT_MS,
    connectTimeout: TIMEOUT_MS,
    tlsOptions: { ca },
  });
  try {
    await client.search('', { scope: 'base', attributes: ['defaultNamingContext'] });
  } finally {
    await client.unbind().catch(() => undefined); // a connection that broke needs no farewell
  }
}
