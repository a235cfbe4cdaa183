import { SECURITY_NONE, SECURITY_OK, VERSION } from './protocol.ts';

/** The client does not speak the protocol. */
export class ViewerProtocolError extends Error {
  override name = 'ViewerProtocolError';
}

/** Version, chosen security type, ClientInit. */
const REPLY_BYTES = VERSION.length + 2;

/**
 * The RFB handshake as the server of a viewer whose ticket was good: no further security. What a server says in it
 * does not depend on what the viewer answers, so all of it goes out at once and saves three round trips.
 */
export class ViewerHandshake {
  /** The server's whole side: version, the one security type, success. */
  static readonly greeting = Buffer.concat([
    VERSION,
    Buffer.from([1, SECURITY_NONE]),
    Buffer.from([0, 0, 0, SECURITY_OK]),
  ]);

  #reply = Buffer.alloc(0);

  /**
   * Takes the viewer's next bytes.
   * @returns undefined until its side is complete, then the bytes that follow it
   * @throws ViewerProtocolError
   */
  push(data: Buffer): Buffer | undefined {
    this.#reply = Buffer.concat([this.#reply, data]);
    const reply = this.#reply.subarray(0, REPLY_BYTES);
    const version = reply.subarray(0, VERSION.length);
    if (!version.equals(VERSION.subarray(0, version.length))) {
      throw new ViewerProtocolError('The client does not speak RFB 3.8.');
    }
    const security = reply[VERSION.length];
    if (security !== undefined && security !== SECURITY_NONE) {
      throw new ViewerProtocolError(`The client chose the security type ${security}, which was not offered.`);
    }
    // ClientInit's flag says whether to leave other clients alone: the gateway decides that itself.
    return this.#reply.length < REPLY_BYTES ? undefined : this.#reply.subarray(REPLY_BYTES);
  }
}
