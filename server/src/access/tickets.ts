import { createHash, randomUUID } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import { type DeviceType, deviceTypes } from '../base/deviceTypes.ts';
import type { Sealer } from '../base/seal.ts';
import { type Protocol, protocols } from '../base/streamProtocols.ts';
import type { Database } from '../database/database.ts';
import type { Client } from './model/client.ts';
import { currentSigningKey, type SigningKey, signingKeysSince } from './store/signingKeys.ts';

/** How long a ticket may be redeemed. */
export const TICKET_LIFETIME_SECONDS = 60;

/** What a ticket says: whose desktop may be opened, and from where. */
export interface Ticket {
  sessionId: string;
  workspaceId: string;
  userName: string;
  clientAddress: string;
  deviceType: DeviceType;
  /** The WorkSpace's, which says what port its native clients come to. */
  protocol: Protocol;
  /** Fingerprint of the certificate that the device must show again; undefined: it needs none. */
  deviceCertificate: string | undefined;
}

export interface VerifiedTicket extends Ticket {
  /** Unique; whoever redeems the ticket records it. */
  ticketId: string;
  expiresAt: Date;
}

export interface TicketDeps {
  database: Database;
  sealer: Sealer;
  clock: Clock;
}

const ALGORITHM = 'HS512';
const AUDIENCE = 'alcove-stream';
const KEY_LIFETIME_MS = 86_400_000;
/** Longer than a key signs, by more than a ticket's life and the difference of two gateways' clocks. */
export const KEY_VALIDITY_MS = KEY_LIFETIME_MS + 3_600_000;
/** By which the clocks of two gateways may differ. */
const CLOCK_TOLERANCE_SECONDS = 2;

const payloadSchema = z.object({
  sub: z.string(),
  jti: z.string(),
  exp: z.number(),
  workspace: z.string(),
  user: z.string(),
  address: z.string(),
  device: z.enum(deviceTypes),
  protocol: z.enum(protocols),
  certificate: z.string().optional(),
});

/**
 * Signs tickets and verifies them: JSON Web Tokens of one fixed algorithm, under keys that are shared by all gateways
 * through the database and replaced every day.
 */
export class Tickets {
  readonly #deps: TicketDeps;
  #keys: SigningKey[] = [];

  constructor(deps: TicketDeps) {
    this.#deps = deps;
  }

  async issue(ticket: Ticket): Promise<string> {
    const key = await this.#signingKey();
    const issuedAtSeconds = Math.floor(this.#deps.clock.now().getTime() / 1000);
    return await new SignJWT({
      workspace: ticket.workspaceId,
      user: ticket.userName,
      address: ticket.clientAddress,
      device: ticket.deviceType,
      protocol: ticket.protocol,
      certificate: ticket.deviceCertificate,
    })
      .setProtectedHeader({ alg: ALGORITHM, kid: key.keyId })
      .setSubject(ticket.sessionId)
      .setAudience(AUDIENCE)
      .setJti(randomUUID())
      .setIssuedAt(issuedAtSeconds)
      .setExpirationTime(issuedAtSeconds + TICKET_LIFETIME_SECONDS)
      .sign(key.secret);
  }

  /**
   * What the ticket says, or undefined when it is forged, too old, or used from another address or, where it was given
   * to a trusted device, by another one. Whether it has been redeemed before is not looked at.
   */
  async verify(
    token: string,
    client: Pick<Client, 'address' | 'certificates'>,
  ): Promise<VerifiedTicket | undefined> {
    const payload = await this.#payload(token);
    if (payload?.address !== client.address) return undefined;
    if (payload.certificate !== undefined && payload.certificate !== fingerprintOf(client)) return undefined;
    return {
      ticketId: payload.jti,
      expiresAt: new Date(payload.exp * 1000),
      sessionId: payload.sub,
      workspaceId: payload.workspace,
      userName: payload.user,
      clientAddress: payload.address,
      deviceType: payload.device,
      protocol: payload.protocol,
      deviceCertificate: payload.certificate,
    };
  }

  async #payload(token: string) {
    try {
      const { payload } = await jwtVerify(token, (header) => this.#keyOf(header.kid), {
        algorithms: [ALGORITHM],
        audience: AUDIENCE,
        maxTokenAge: TICKET_LIFETIME_SECONDS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: this.#deps.clock.now(),
      });
      return payloadSchema.parse(payload);
    } catch (error) {
      if (error instanceof errors.JOSEError || error instanceof z.ZodError) return undefined;
      throw error;
    }
  }

  async #signingKey(): Promise<SigningKey> {
    const now = this.#deps.clock.now();
    const since = new Date(now.getTime() - KEY_LIFETIME_MS);
    const [newest] = this.#keys;
    if (newest && newest.createdAt > since) return newest;
    const key = await currentSigningKey(this.#deps.database, this.#deps.sealer, since, now);
    this.#keys = [key, ...this.#keys.filter(({ keyId }) => keyId !== key.keyId)];
    return key;
  }

  /** A key that this process has not seen is another gateway's. */
  async #keyOf(keyId: string | undefined): Promise<Uint8Array> {
    const since = new Date(this.#deps.clock.now().getTime() - KEY_VALIDITY_MS);
    const find = () => this.#keys.find((key) => key.keyId === keyId && key.createdAt > since);
    if (!find()) this.#keys = await signingKeysSince(this.#deps.database, this.#deps.sealer, since);
    const key = find();
    if (!key) throw new errors.JWKSNoMatchingKey();
    return key.secret;
  }
}

function fingerprintOf({ certificates: [own] = [] }: Pick<Client, 'certificates'>): string | undefined {
  return own && createHash('sha256').update(own).digest('hex');
}
