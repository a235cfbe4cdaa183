/**
 * How an application uses a directory: `active` keeps the directory from being deleted; `releasing` lets a deletion
 * be asked for, which then waits for the application's release.
 */
export type HoldKind = 'active' | 'releasing';
