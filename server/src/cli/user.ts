import { DescribeDirectoriesCommand } from '@aws-sdk/client-directory-service';
import { Command } from 'commander';
import type { Home } from '../config/home.ts';
import type { Settings } from '../config/settings.ts';
import { awsClients } from './aws-clients.ts';
import { CommandError } from './failure.ts';
import { type Local, withLocal } from './local.ts';
import { choosePassword, type PasswordOptions } from './passwords.ts';

interface UserOptions extends PasswordOptions {
  directory?: string;
  email?: string;
  givenName?: string;
  surname?: string;
  json?: boolean;
}

/** `alcove user`: the users of a directory. */
export function userCommand(): Command {
  const command = new Command('user').description('add, list, enable and disable users; reset passwords');
  withPassword(withDirectory(command.command('add <name>').description('make a user')))
    .option('--email <address>', 'where the invitation goes')
    .option('--given-name <name>')
    .option('--surname <name>')
    .action((name: string, options: UserOptions) =>
      inDirectory(options, (local, id) => add(local, id, name, options)),
    );
  withDirectory(command.command('list').description('list the users')).action((options: UserOptions) =>
    inDirectory(options, (local, id) => list(local, id, options)),
  );
  withPassword(
    withDirectory(command.command('reset-password <name>').description('give a user a new password')),
  ).action((name: string, options: UserOptions) =>
    inDirectory(options, (local, id) => resetPassword(local, id, name, options)),
  );
  for (const [word, enabled] of [
    ['disable', false],
    ['enable', true],
  ] as const) {
    const description = enabled ? 'let a user sign in again' : 'keep a user from signing in';
    withDirectory(command.command(`${word} <name>`).description(description)).action(
      (name: string, options: UserOptions) =>
        inDirectory(options, (local, id) => local.directories.setEnabled(id, name, enabled)),
    );
  }
  return command;
}

function withDirectory(command: Command): Command {
  return command
    .option('--directory <id>', 'the directory, such as d-0123456789; the only one unless said')
    .option('--json', 'as JSON');
}

function withPassword(command: Command): Command {
  return command
    .option('--password-file <file>', 'read the password from this file, or from standard input: -')
    .option('--random-password', 'make a password and print it');
}

function inDirectory(
  { directory }: UserOptions,
  work: (local: Local, directoryId: string) => Promise<void>,
): Promise<void> {
  return withLocal(async (local, { home, settings }) => {
    await work(local, directory ?? (await onlyDirectory(home, settings)));
  });
}

/** @throws CommandError unless there is exactly one */
async function onlyDirectory(home: Home, settings: Settings): Promise<string> {
  const clients = awsClients(home, settings);
  try {
    const { DirectoryDescriptions = [] } = await clients.directories.send(new DescribeDirectoriesCommand({}));
    const [id, ...others] = DirectoryDescriptions.map(({ DirectoryId = '' }) => DirectoryId);
    if (id !== undefined && others.length === 0) return id;
    const all = id === undefined ? 'there is none yet' : [id, ...others].join(', ');
    throw new CommandError(`Choose a directory with --directory: ${all}.`);
  } finally {
    clients.destroy();
  }
}

async function add(local: Local, directoryId: string, userName: string, options: UserOptions): Promise<void> {
  if (await local.directories.findUser(directoryId, userName)) {
    throw new CommandError(
      `The directory has a user ${userName} already. A new password: alcove user reset-password`,
    );
  }
  const { password, isNew } = await choosePassword(options);
  const { email: mail, givenName, surname } = options;
  await local.directories.createUser(directoryId, { userName, password, mail, givenName, surname });
  show({ userName, directoryId, ...(isNew && { password }) }, `Made the user ${userName}.`, options);
}

async function resetPassword(
  local: Local,
  directoryId: string,
  userName: string,
  options: UserOptions,
): Promise<void> {
  if (!(await local.directories.findUser(directoryId, userName))) {
    throw new CommandError(`The directory has no user ${userName}; "alcove user list" shows who is there.`);
  }
  const { password, isNew } = await choosePassword(options);
  await local.directories.setPassword(directoryId, userName, password);
  show({ userName, directoryId, ...(isNew && { password }) }, `${userName} has a new password.`, options);
}

function show(
  result: { userName: string; directoryId: string; password?: string },
  sentence: string,
  options: UserOptions,
): void {
  const text = `${sentence}${result.password ? `\nPassword: ${result.password}` : ''}`;
  process.stdout.write(options.json ? `${JSON.stringify(result, null, 2)}\n` : `${text}\n`);
}

async function list(local: Local, directoryId: string, options: UserOptions): Promise<void> {
  const users = await local.directories.listUsers(directoryId);
  if (options.json) {
    process.stdout.write(`${JSON.stringify(users, null, 2)}\n`);
    return;
  }
  for (const user of users) {
    process.stdout.write(
      `${user.userName.padEnd(24)} ${user.enabled ? 'enabled ' : 'disabled'} ${user.mail ?? ''}\n`,
    );
  }
}
