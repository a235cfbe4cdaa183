import type { WebSocket } from 'ws';
import { z } from 'zod';
import type { EngineApi } from './api.ts';
import { EngineError, type ExecuteOptions, type ExecuteResult } from './engine.ts';
import { instancePath } from './instances.ts';
import type { OperationMessage } from './messages.ts';

/** What a guest may make us read from one stream of a command. */
const OUTPUT_BYTES_MAX = 16 * 1024 * 1024;
const KILL = 9;
/** How long a broken stream waits for the operation to say what is wrong. */
const REASON_MILLISECONDS = 1_000;
const STANDARD_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const fdsSchema = z.object({
  fds: z.object({ '0': z.string(), '1': z.string(), '2': z.string(), control: z.string() }),
});

/** See Engine.execute: the three streams and a control channel are one WebSocket each. */
export async function execute(
  api: EngineApi,
  name: string,
  command: readonly string[],
  options: ExecuteOptions,
): Promise<ExecuteResult> {
  const { signal } = options;
  const begun = await api.begin('POST', `${instancePath(name)}/exec`, execRequest(command, options), signal);
  const fds = fdsSchema.parse(begun.metadata).fds;
  const open = (secret: string) =>
    api.transport.webSocket(`/1.0/operations/${begun.id}/websocket?secret=${secret}`);
  const control = open(fds.control);
  // A command that is over before this channel is open needs it no more.
  control.on('error', () => undefined);
  const streams = { stdin: open(fds['0']), stdout: open(fds['1']), stderr: open(fds['2']) };
  const limit = deadline(options.timeoutSeconds, command, () => kill(control));
  const end = api.wait(begun, signal);
  try {
    const transfers = Promise.all([
      collect(streams.stdout),
      collect(streams.stderr),
      feed(streams.stdin, options.stdin),
    ]);
    const [ended, [stdout, stderr]] = await Promise.race([
      // Where the engine cannot run the command, its reason says more than a broken stream.
      Promise.all([end, transfers.catch(async (error: unknown) => Promise.reject(await reason(end, error)))]),
      limit.expired,
    ]);
    return { exitCode: exitCode(ended), stdout, stderr };
  } finally {
    limit.cancel();
    // The engine kills a command whose control channel goes away.
    for (const socket of [control, ...Object.values(streams)]) socket.terminate();
  }
}

/** Why the operation failed if it did so, the given error otherwise. */
async function reason(end: Promise<OperationMessage>, error: unknown): Promise<unknown> {
  const patience = new Promise<undefined>((resolve) => {
    setTimeout(resolve, REASON_MILLISECONDS, undefined).unref();
  });
  const failed = end.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  return (await Promise.race([failed, patience])) ?? error;
}

function execRequest(command: readonly string[], options: ExecuteOptions) {
  return {
    command,
    environment: { PATH: STANDARD_PATH, HOME: '/root', LANG: 'C.UTF-8', ...options.environment },
    interactive: false,
    'wait-for-websocket': true,
    'record-output': false,
  };
}

/** Everything up to the end of the stream: an empty text frame or the closing of the socket. */
function collect(socket: WebSocket): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const end = () => resolve(Buffer.concat(chunks).toString());
    socket.on('message', (data, isBinary) => {
      if (!isBinary) return end();
      const chunk = data as Buffer;
      length += chunk.length;
      if (length > OUTPUT_BYTES_MAX) {
        reject(new EngineError(`The command wrote more than ${OUTPUT_BYTES_MAX} bytes.`, 413));
      }
      chunks.push(chunk);
    });
    socket.on('close', end);
    socket.on('error', (error) => reject(new EngineError(`A stream broke: ${error.message}`, 503)));
  });
}

/** Sends the whole input and its end. */
function feed(socket: WebSocket, input: string | Buffer | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.on('open', () => {
      if (input !== undefined && input.length > 0) socket.send(Buffer.from(input), { binary: true });
      socket.send('', { binary: false }, () => resolve());
    });
    // A command may end without reading its input.
    socket.on('close', () => resolve());
    socket.on('error', (error) => reject(new EngineError(`A stream broke: ${error.message}`, 503)));
  });
}

function deadline(seconds: number | undefined, command: readonly string[], onExpiry: () => void) {
  const { promise: expired, reject } = Promise.withResolvers<never>();
  expired.catch(() => undefined);
  if (seconds === undefined) return { expired, cancel: () => undefined };
  const timer = setTimeout(() => {
    onExpiry();
    reject(new EngineError(`${command[0]} did not end within ${seconds} s.`, 408));
  }, seconds * 1_000);
  return { expired, cancel: () => clearTimeout(timer) };
}

function kill(control: WebSocket): void {
  if (control.readyState === 1) control.send(JSON.stringify({ command: 'signal', signal: KILL }));
}

function exitCode(operation: OperationMessage): number {
  return z.object({ return: z.number() }).parse(operation.metadata).return;
}
