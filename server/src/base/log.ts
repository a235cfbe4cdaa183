import pino from 'pino';

export type Logger = pino.Logger;

/** Names of members that never reach a log, wherever they stand in a logged object. */
const SECRET_MEMBERS = [
  'password',
  'Password',
  'secret',
  'secretAccessKey',
  'ticket',
  'authorization',
  'keytab',
];

/**
 * The logger of one process: a JSON line per event on standard output, with the role in every line.
 * @param level one of pino's levels (`trace` … `fatal`, `silent`)
 */
export function createLogger(role: string, level: string): Logger {
  return pino({
    level,
    base: { role, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: SECRET_MEMBERS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
      censor: '[secret]',
    },
  });
}
