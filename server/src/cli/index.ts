import { Command } from 'commander';
import { ExpectedError } from '../base/expectedError.ts';
import { connectCommand } from '../connect/command.ts';
import { configCommand } from './config.ts';
import { destroyCommand } from './destroy.ts';
import { doctorCommand } from './doctor.ts';
import { downCommand } from './down.ts';
import { envCommand } from './env.ts';
import { eventsCommand } from './events.ts';
import { historyCommand } from './history.ts';
import { imageCommand } from './image.ts';
import { invitationsCommand } from './invitations.ts';
import { logsCommand } from './logs.ts';
import { maintainCommand } from './maintain.ts';
import { policyCommand } from './policy.ts';
import { quickSetupCommand } from './quick-setup.ts';
import { quotaCommand } from './quota.ts';
import { snapshotCommand } from './snapshot.ts';
import { statusCommand } from './status.ts';
import { testCommand } from './test.ts';
import { trustedDevicesCommand } from './trusted-devices.ts';
import { upCommand } from './up.ts';
import { usageCommand } from './usage.ts';
import { userCommand } from './user.ts';

const program = new Command('alcove')
  .description('A desktop for every member of an organisation, in the browser, on your own machines.')
  .addHelpText(
    'after',
    '\nThe state directory is $ALCOVE_HOME (/var/lib/alcove unless set).\nStart with: alcove quick-setup --user demo --email demo@example.com',
  )
  .showHelpAfterError()
  .addCommand(quickSetupCommand())
  .addCommand(upCommand())
  .addCommand(downCommand())
  .addCommand(statusCommand())
  .addCommand(envCommand())
  .addCommand(userCommand())
  .addCommand(connectCommand())
  .addCommand(invitationsCommand())
  .addCommand(snapshotCommand())
  .addCommand(maintainCommand())
  .addCommand(imageCommand())
  .addCommand(historyCommand())
  .addCommand(eventsCommand())
  .addCommand(usageCommand())
  .addCommand(quotaCommand())
  .addCommand(policyCommand())
  .addCommand(trustedDevicesCommand())
  .addCommand(configCommand())
  .addCommand(doctorCommand())
  .addCommand(logsCommand())
  .addCommand(testCommand())
  .addCommand(destroyCommand());

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`alcove: ${describe(error)}\n`);
  process.exitCode = 1;
}

/** The sentence of an expected failure or of a refusal of the API; a defect with its stack. */
function describe(error: unknown): string {
  if (error instanceof ExpectedError) return error.message;
  if (!(error instanceof Error)) return String(error);
  const isRefusal = '$fault' in error && error.$fault === 'client';
  return isRefusal ? `The API refused: ${error.message} (${error.name})` : (error.stack ?? error.message);
}
