/** The service Alcove in the form of a client module of AWS's SDK. */

export * from './commands.ts';
export * from './schemas.ts';
