import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { DirectoryServiceClient } from '@aws-sdk/client-directory-service';
import { EC2Client } from '@aws-sdk/client-ec2';
import { WorkSpacesClient } from '@aws-sdk/client-workspaces';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { type Home, homeFrom } from '../config/home.ts';
import { loadSettings } from '../config/load.ts';
import type { Settings } from '../config/settings.ts';
import { AlcoveClient } from '../extensions/client.ts';
import { apiUrl } from '../roles/addresses.ts';
import { authorityCertificateFile } from '../supervisor/keys.ts';
import { readRootKey } from '../supervisor/root-key.ts';

/** Clients of this installation's own API, with the root account's key: the CLI goes the way that everybody goes. */
export interface AwsClients {
  ec2: EC2Client;
  directories: DirectoryServiceClient;
  workspaces: WorkSpacesClient;
  alcove: AlcoveClient;
  destroy(): void;
}

export function awsClients(home: Home, settings: Settings): AwsClients {
  const { accessKeyId, secretAccessKey } = readRootKey(home);
  const configuration = {
    region: settings['region.name'],
    endpoint: apiUrl(settings),
    credentials: { accessKeyId, secretAccessKey },
    requestHandler: new NodeHttpHandler({
      httpsAgent: new Agent({ keepAlive: true, ca: readFileSync(authorityCertificateFile(home)) }),
    }),
  };
  const clients = {
    ec2: new EC2Client(configuration),
    directories: new DirectoryServiceClient(configuration),
    workspaces: new WorkSpacesClient(configuration),
    alcove: new AlcoveClient(configuration),
  };
  return {
    ...clients,
    destroy: () => {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}

/** Does `work` with clients of the installation that this environment's state directory belongs to. */
export async function withAwsClients(
  work: (clients: AwsClients, settings: Settings) => Promise<void>,
): Promise<void> {
  const home = homeFrom(process.env);
  const { values: settings } = loadSettings(home.configFile, process.env);
  const clients = awsClients(home, settings);
  try {
    await work(clients, settings);
  } finally {
    clients.destroy();
  }
}
