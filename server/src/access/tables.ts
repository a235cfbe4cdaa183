import type { ColumnType, Generated } from 'kysely';
import type { DeviceType } from '../base/deviceTypes.ts';
import { type Database, tables } from '../database/database.ts';
import type { CloseReason, EndReason } from './model/endReasons.ts';

/** A key that tickets are signed with. */
export interface SigningKeyTable {
  key_id: string;
  /** Sealed. */
  secret: Buffer;
  created_at: Date;
}

/** A ticket that was redeemed; its row keeps it from being redeemed again. */
export interface UsedTicketTable {
  ticket_id: string;
  expires_at: Date;
}

/** From a user's signing in to the end of it. */
export interface SessionTable {
  session_id: string;
  /** SHA-256 of the token that only the client has. */
  token_hash: Buffer;
  workspace_id: string;
  directory_id: string;
  /** The account's own name. */
  user_name: string;
  /** Where the user signed in from. */
  client_address: string;
  /** The client program as it calls itself. */
  client_agent: string;
  /** What the client says it is. */
  device_type: DeviceType;
  /** Fingerprint of the root certificate that vouches for the device, where the directory asks for one. */
  trusted_root: string | null;
  /** Whether the user asked to be remembered, where the directory allowed that. */
  remembered: Generated<boolean>;
  created_at: Date;
  /** When the client was there last: it expires a while after this. */
  seen_at: Date;
  ended_at: Date | null;
  end_reason: EndReason | null;
}

/** A byte count, which the driver reads as text since it may exceed a number's exact range. */
type ByteCount = ColumnType<string, number | undefined, number>;

/** One stream between a client and the desktop. */
export interface ConnectionTable {
  connection_id: string;
  session_id: string;
  workspace_id: string;
  client_address: string;
  opened_at: Date;
  /** When the desktop began to be shown; set last, when all else has succeeded. */
  connected_at: Date | null;
  /** When its gateway reported it last. */
  seen_at: Date;
  ended_at: Date | null;
  close_reason: CloseReason | null;
  bytes_to_client: ByteCount;
  bytes_from_client: ByteCount;
  /** Between gateway and client, as measured last. */
  round_trip_ms: number | null;
}

export interface Tables {
  'access.signing_key': SigningKeyTable;
  'access.used_ticket': UsedTicketTable;
  'access.session': SessionTable;
  'access.connection': ConnectionTable;
}

/** The database as this room sees it. */
export const own = (database: Database) => tables<Tables>(database);
