/** The native client as a program of its own, which runs from the sources with Node and two packages. */
import { Command } from 'commander';
import { connectCommand } from './command.ts';

// The name is that of the command which the user has typed.
const program = new Command('alcove').showHelpAfterError().addCommand(connectCommand());
await program.parseAsync();
