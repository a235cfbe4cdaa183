import pg from 'pg';

/**
 * SQLSTATE classes that say nothing about the statement: connection exceptions (08), rolled back because of a
 * concurrent transaction (40), insufficient resources (53), operator intervention such as a shutdown (57).
 */
const TRANSIENT_CLASSES = new Set(['08', '40', '53', '57']);
/** Of class 57, but the statement's own fault: it ran into its time-out. */
const QUERY_CANCELED = '57014';

/** What Node and pg say when the server cannot be reached or has gone. */
const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ETIMEDOUT',
  'EHOSTUNREACH',
]);
const CONNECTION_MESSAGES =
  /^(Connection terminated|timeout expired|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/**
 * Whether an error of a database call means "not now" rather than "not so": the same call may succeed later.
 * Only for errors known to come from the database, since other sockets break with the same codes.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return isTransientDatabaseError(error);
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return CONNECTION_CODES.has(code) || CONNECTION_MESSAGES.test(error.message);
}

/** Whether the error is one of the database's own, and transient, wherever it was caught. */
export function isTransientDatabaseError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof pg.DatabaseError) {
    const code = error.code ?? '';
    return TRANSIENT_CLASSES.has(code.slice(0, 2)) && code !== QUERY_CANCELED;
  }
  return /^(Connection terminated|Client has encountered a connection error)/.test(error.message);
}
