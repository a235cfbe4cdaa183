import { Command, InvalidArgumentError } from 'commander';
import { type ConnectOptions, connect } from './connect.ts';
import { ConnectFailure, exitCodes } from './failure.ts';
import { createPrompts } from './prompts.ts';
import { settingsFile } from './remembered.ts';
import { jsonReport, textReport } from './report.ts';

/** `alcove connect`: the native client. */
export function connectCommand(): Command {
  return new Command('connect')
    .description(
      'sign in to a WorkSpace and open its desktop in a VNC viewer; needs no root and no service here',
    )
    .argument(
      '[code-or-link]',
      "a registration code, a link such as 'workspaces://ada@wsiad+ABC234', or the address in the invitation; the last one unless given",
    )
    .option('--gateway <address>', 'where users sign in, such as https://desktops.example.com:8444')
    .option('--user <name>', 'the user name')
    .option('--ca <file>', "certificate of the authority that signed the gateway's (PEM)")
    .option('--certificate <file>', "this device's certificate, with those between it and its root (PEM)")
    .option('--key <file>', "the key of the device's certificate (PEM)")
    .option('--port <number>', 'the local port for the viewer; any that is free unless given', portNumber, 0)
    .option('--viewer <program>', 'a viewer that takes the options of TigerVNC; found by itself unless given')
    .option('--no-viewer', 'start none: print address and password')
    .option('--json', 'say what happens as JSON, an object per line')
    .addHelpText(
      'after',
      `
Password and MFA code are asked for on the terminal, or read as lines from the standard input.
Exit codes: ${Object.entries(exitCodes)
        .map(([name, code]) => `${code} ${exitWords[name as keyof typeof exitCodes]}`)
        .join(', ')}.`,
    )
    .action(async (text: string | undefined, options: ConnectOptions & { json?: boolean }) => {
      process.exitCode = await run(text, options);
    });
}

const exitWords = {
  ended: 'ended by the user',
  usage: 'cannot be done as asked',
  refused: 'refused by the gateway',
  unreachable: 'gateway out of reach',
  streamEnded: 'desktop ended or taken over',
} as const satisfies Record<keyof typeof exitCodes, string>;

async function run(
  text: string | undefined,
  { json, ...options }: ConnectOptions & { json?: boolean },
): Promise<number> {
  const report = json ? jsonReport(process.stdout) : textReport(process.stdout);
  const ending = new AbortController();
  const end = () => ending.abort();
  process.on('SIGINT', end).on('SIGTERM', end).on('SIGHUP', end);
  try {
    return await connect(text, options, {
      prompts: createPrompts({ input: process.stdin, output: process.stderr }),
      report,
      say: (sentence) => void process.stderr.write(`${sentence}\n`),
      settingsFile: settingsFile(process.platform, process.env),
      platform: process.platform,
      signal: ending.signal,
    });
  } catch (error) {
    if (!(error instanceof ConnectFailure)) throw error;
    if (json) report({ event: 'ended', reason: error.reason, message: error.message });
    else process.stderr.write(`alcove: ${error.message}\n`);
    return error.exitCode;
  }
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('It is a number up to 65535.');
  return port;
}
