import { Command } from 'commander';
import { homeFrom } from '../config/home.ts';
import { loadSettings } from '../config/load.ts';
import { gatewayUrl } from '../roles/addresses.ts';
import { invitationLink } from '../workspaces/index.ts';
import { awsClients } from './aws-clients.ts';
import { CommandError } from './failure.ts';
import { openLocal } from './local.ts';
import { newPassword } from './passwords.ts';
import { Progress } from './progress.ts';
import { ensureDesktop } from './quick-setup/desktop.ts';
import { ensureDirectory, ensureRegistration, ensureWebAccess } from './quick-setup/directory.ts';
import { ensureNetwork } from './quick-setup/network.ts';
import { ensureRunning } from './up.ts';

interface Options {
  user: string;
  email: string;
  directory: string;
  json?: boolean;
}

/** `alcove quick-setup`: from nothing to a user's desktop; what is already there is used. */
export function quickSetupCommand(): Command {
  return new Command('quick-setup')
    .description(
      'from nothing to a desktop: network, directory, user, WorkSpace; what is there already is used',
    )
    .requiredOption('--user <name>', "the user's name")
    .requiredOption('--email <address>', 'where the invitation goes')
    .option('--directory <name>', "the directory's domain name", 'corp.alcove.internal')
    .option('--json', 'print the result as JSON')
    .action(async (options: Options) => {
      if (!/^[^\s@]+@[^\s@]+$/.test(options.email)) {
        throw new CommandError(
          `--email takes a mail address such as demo@example.com, not "${options.email}".`,
        );
      }
      print(await quickSetup(options), options.json === true);
    });
}

interface QuickSetupResult {
  url: string;
  registrationCode: string;
  userName: string;
  /** Absent for a user who was there already: the password is his own. */
  password?: string;
  workspaceId: string;
  /** Browsers were not let in before. */
  webAccessTurnedOn: boolean;
}

async function quickSetup(options: Options): Promise<QuickSetupResult> {
  const home = homeFrom(process.env);
  const { values } = loadSettings(home.configFile, process.env);
  const progress = new Progress();
  await ensureRunning(home, values, progress);
  const clients = awsClients(home, values);
  const local = await openLocal(home, values);
  try {
    const network = await progress.step('network', () =>
      ensureNetwork(clients.ec2, values['region.name'], PLAN),
    );
    const directoryId = await progress.step('directory', (report) =>
      ensureDirectory(clients.directories, options.directory, network, report),
    );
    const registrationCode = await progress.step('registration', () =>
      ensureRegistration(clients.workspaces, directoryId, network),
    );
    const webAccessTurnedOn = await progress.step('web access', () =>
      ensureWebAccess(clients.workspaces, directoryId),
    );
    const password = await progress.step('user', async () => {
      if (await local.directories.findUser(directoryId, options.user)) return undefined;
      const fresh = newPassword();
      await local.directories.createUser(directoryId, {
        userName: options.user,
        password: fresh,
        mail: options.email,
      });
      return fresh;
    });
    const workspaceId = await progress.step('desktop', (report) =>
      ensureDesktop(clients.workspaces, directoryId, options.user, report),
    );
    const url = invitationLink({ gatewayUrl: gatewayUrl(values), registrationCode, userName: options.user });
    return {
      ...{ url, registrationCode, userName: options.user, ...(password ? { password } : {}), workspaceId },
      webAccessTurnedOn,
    };
  } finally {
    clients.destroy();
    await local.close();
  }
}

const PLAN = {
  vpcCidr: '10.64.0.0/16',
  publicCidr: '10.64.0.0/24',
  privateCidrs: ['10.64.16.0/20', '10.64.32.0/20'] as [string, string],
};

function print(result: QuickSetupResult, json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    return;
  }
  const password = result.password ?? `(unchanged; a new one: alcove user reset-password ${result.userName})`;
  process.stdout.write(
    `\nThe desktop is ready.\n\n  Address   ${result.url}\n  User      ${result.userName}\n  Password  ${password}\n\n` +
      (result.webAccessTurnedOn
        ? 'Web access was off, as it is for every new directory, and is on now (aws workspaces modify-workspace-access-properties).\n'
        : '') +
      "The browser warns of the certificate until it trusts this installation's authority (pki/ca.crt in the state directory).\n" +
      'The AWS CLI: eval "$(./alcove env)"; aws workspaces describe-workspaces\n',
  );
}
