import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { type TrustableDeviceType, trustableDeviceTypes } from '../base/deviceTypes.ts';
import type { AlcoveClient } from '../extensions/client.ts';
import {
  DeleteTrustedRootCommand,
  DescribeTrustedDevicesCommand,
  ImportTrustedRootCommand,
  ModifyTrustedDeviceTypesCommand,
  type TrustedDevicesResult,
} from '../extensions/sdk/index.ts';
import { withAwsClients } from './aws-clients.ts';
import { directorySubcommand, onlyDirectory } from './directories.ts';
import { CommandError } from './failure.ts';

interface Options {
  directory?: string;
  json?: boolean;
}

type Work = (client: AlcoveClient, directoryId: string) => Promise<TrustedDevicesResult>;

/** `alcove trusted-devices`: which devices get in by their certificates, by the operations of the service Alcove. */
export function trustedDevicesCommand(): Command {
  const command = new Command('trusted-devices').description(
    'let only devices in that have a certificate: root certificates, and the device types that it holds for',
  );
  directorySubcommand(
    command,
    'list',
    'the root certificates, and the device types of which only trusted devices get in',
  ).action((options: Options) => run(options, show));
  directorySubcommand(
    command,
    'import <file>',
    'let a root certificate (PEM) vouch for devices; two at most',
  ).action((file: string, options: Options) =>
    run(options, (client, DirectoryId) =>
      client.send(new ImportTrustedRootCommand({ DirectoryId, Certificate: read(file) })),
    ),
  );
  directorySubcommand(
    command,
    'remove <fingerprint>',
    'take a root certificate away; the first letters are enough',
  ).action((fingerprint: string, options: Options) =>
    run(options, async (client, DirectoryId) => {
      const Fingerprint = complete(await show(client, DirectoryId), fingerprint);
      return client.send(new DeleteTrustedRootCommand({ DirectoryId, Fingerprint }));
    }),
  );
  directorySubcommand(
    command,
    'require <type...>',
    `let only trusted devices of these types in: ${trustableDeviceTypes.join(', ')}`,
  ).action((types: string[], options: Options) => run(options, require(types.map(known))));
  directorySubcommand(command, 'allow-all', 'let all devices in, trusted or not').action((options: Options) =>
    run(options, require([])),
  );
  return command;
}

function run(options: Options, work: Work): Promise<void> {
  return withAwsClients(async (clients, settings) => {
    const directoryId = options.directory ?? (await onlyDirectory(clients));
    const result = await work(clients.alcove, directoryId);
    process.stdout.write(options.json ? `${JSON.stringify(result, null, 2)}\n` : text(result));
    if (result.DeviceTypes.length > 0 && settings['gateway.devicePort'] === 0) {
      process.stderr.write(
        'No client can show a certificate before gateway.devicePort is set (and Alcove restarted).\n',
      );
    }
  });
}

const require =
  (DeviceTypes: TrustableDeviceType[]): Work =>
  (client, DirectoryId) =>
    client.send(new ModifyTrustedDeviceTypesCommand({ DirectoryId, DeviceTypes }));

const show: Work = (client, DirectoryId) => client.send(new DescribeTrustedDevicesCommand({ DirectoryId }));

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

function complete({ RootCertificates }: TrustedDevicesResult, start: string): string {
  const wanted = start.toLowerCase().replaceAll(':', '');
  const found = RootCertificates.filter(({ Fingerprint }) => Fingerprint.startsWith(wanted));
  const [only] = found;
  if (only && found.length === 1) return only.Fingerprint;
  throw new CommandError(
    `${found.length === 0 ? 'No root certificate has' : 'Both root certificates have'} a fingerprint that begins with ${start}.`,
  );
}

function known(type: string): TrustableDeviceType {
  const found = trustableDeviceTypes.find((name) => name.toLowerCase() === type.toLowerCase());
  if (found) return found;
  throw new CommandError(
    `There are the device types ${trustableDeviceTypes.join(', ')}, not ${type}. Web access needs no certificate: deny it by its device type.`,
  );
}

function text({ DirectoryId, DeviceTypes, RootCertificates }: TrustedDevicesResult): string {
  const types = DeviceTypes.length > 0 ? `only trusted devices of ${DeviceTypes.join(', ')}` : 'all devices';
  const roots = RootCertificates.map(
    ({ Fingerprint, CommonName, NotAfter }) =>
      `  ${Fingerprint.slice(0, 16)}…  until ${NotAfter.slice(0, 10)}  ${CommonName}\n`,
  );
  return `${DirectoryId} lets in ${types}.\n${roots.length > 0 ? 'Root certificates:\n' : 'It has no root certificates.\n'}${roots.join('')}`;
}
