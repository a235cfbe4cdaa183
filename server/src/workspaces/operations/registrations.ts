import type { Database } from '../../database/database.ts';
import type { RequestContext } from '../../wire/operation.ts';
import { ofPlace } from '../model/place.ts';
import { lockRegistration, type RegistrationRow } from '../store/registrations.ts';
import { directoryNotRegistered, invalidState } from './errors.ts';

/**
 * The account's registration, locked.
 * @throws ApiError where the directory is not registered
 */
export async function lockOwnRegistration(
  transaction: Database,
  context: RequestContext,
  directoryId: string,
): Promise<RegistrationRow> {
  const row = ofPlace(await lockRegistration(transaction, directoryId), context);
  if (!row) throw directoryNotRegistered(directoryId);
  return row;
}

/**
 * The account's registration, locked, which may be changed.
 * @throws ApiError where the directory is not registered, or on its way out
 */
export async function lockUsableRegistration(
  transaction: Database,
  context: RequestContext,
  directoryId: string,
): Promise<RegistrationRow> {
  const row = await lockOwnRegistration(transaction, context, directoryId);
  if (row.state === 'DEREGISTERING') {
    throw invalidState(`The directory ${directoryId} is being deregistered.`);
  }
  return row;
}
