import { Command } from 'commander';
import {
  DescribeSessionPolicyCommand,
  DescribeWorkspaceSessionPolicyCommand,
  ModifySessionPolicyCommand,
  ResetSessionPolicyCommand,
  type SessionPolicyMember,
  type SessionPolicyMembers,
} from '../extensions/sdk/index.ts';
import { type AwsClients, withAwsClients } from './aws-clients.ts';
import { directorySubcommand, onlyDirectory } from './directories.ts';
import { memberOption, memberOptions, readAssignments, showValue } from './policyMembers.ts';

interface PolicyOptions {
  directory?: string;
  workspace?: string;
  json?: boolean;
}

/** `alcove policy`: what users may do in their sessions, by the operations of the service Alcove. */
export function policyCommand(): Command {
  const names = Object.keys(memberOptions);
  const command = new Command('policy').description(
    'show and change what users of a directory may do in their sessions: clipboard, files, printing, …',
  );
  directorySubcommand(command, 'show', 'what holds')
    .option('--workspace <id>', "what holds for one WorkSpace, whose desktop's own file may allow less")
    .action((options: PolicyOptions) => withClients(options, show));
  directorySubcommand(command, 'set', `change it: ${names.join(', ')}`)
    .argument('<name=value...>', 'such as clipboard=off printing=on idle-disconnect=30')
    .action((assignments: string[], options: PolicyOptions) =>
      withClients(options, async (clients) => {
        const SessionPolicy = readAssignments(assignments);
        const DirectoryId = options.directory ?? (await onlyDirectory(clients));
        return clients.alcove.send(new ModifySessionPolicyCommand({ DirectoryId, SessionPolicy }));
      }),
    );
  directorySubcommand(command, 'reset', 'go back to the defaults, of some or of all')
    .argument('[name...]', 'such as clipboard')
    .action((reset: string[], options: PolicyOptions) =>
      withClients(options, async (clients) => {
        const Members = reset.map((name) => memberOption(name).member);
        const DirectoryId = options.directory ?? (await onlyDirectory(clients));
        const all = Members.length === 0;
        return clients.alcove.send(new ResetSessionPolicyCommand({ DirectoryId, ...(!all && { Members }) }));
      }),
    );
  return command;
}

/** What all of the operations answer with. */
interface Answer {
  SessionPolicy: SessionPolicyMembers;
  MembersSet?: SessionPolicyMember[];
  MembersNarrowed?: SessionPolicyMember[];
}

function withClients(
  options: PolicyOptions,
  work: (clients: AwsClients, options: PolicyOptions) => Promise<Answer>,
): Promise<void> {
  return withAwsClients(async (clients) => {
    const answer = await work(clients, options);
    process.stdout.write(options.json ? `${JSON.stringify(answer, null, 2)}\n` : table(answer));
  });
}

async function show(clients: AwsClients, options: PolicyOptions): Promise<Answer> {
  const { workspace: WorkspaceId } = options;
  if (WorkspaceId !== undefined) {
    return clients.alcove.send(new DescribeWorkspaceSessionPolicyCommand({ WorkspaceId }));
  }
  const DirectoryId = options.directory ?? (await onlyDirectory(clients));
  return clients.alcove.send(new DescribeSessionPolicyCommand({ DirectoryId }));
}

function table({ SessionPolicy, MembersSet = [], MembersNarrowed = [] }: Answer): string {
  return Object.entries(memberOptions)
    .map(([name, { member, meaning }]) => {
      const mark = MembersSet.includes(member) ? '*' : MembersNarrowed.includes(member) ? '<' : ' ';
      return `${mark} ${name.padEnd(23)} ${showValue(SessionPolicy[member]).padStart(12)}  ${meaning}\n`;
    })
    .join('')
    .concat(MembersSet.length > 0 ? '* set for this directory\n' : '')
    .concat(MembersNarrowed.length > 0 ? '< the desktop itself allows less than its directory\n' : '');
}
