import { randomBytes, timingSafeEqual } from 'node:crypto';
import { vncChallengeResponse } from '../base/vncAuthentication.ts';

/** ProtocolVersion of RFC 6143, section 7.1.1. */
const VERSION = Buffer.from('RFB 003.008\n', 'latin1');
const VERSION_PATTERN = /^RFB 003\.(\d{3})\n$/;
/** The security type VNC Authentication: section 7.1.2. */
const SECURITY_VNC = 2;
const CHALLENGE_BYTES = 16;
/** SecurityResult: section 7.1.3. */
const RESULT_OK = Buffer.from([0, 0, 0, 0]);
const RESULT_FAILED = Buffer.from([0, 0, 0, 1]);
const REASON = 'The password is wrong.';

/** How far a viewer has come, and what to say to it. */
export type HandshakeStep =
  | { state: 'more'; reply: Buffer }
  /** `reply` is the last thing to say; what the viewer has sent since is `rest`. */
  | { state: 'accepted'; reply: Buffer; rest: Buffer }
  | { state: 'wrongPassword'; reply: Buffer }
  /** It is no viewer. */
  | { state: 'strange' };

/**
 * The server's side of the RFB handshake up to ClientInit, with VNC Authentication: no other user of the computer can
 * open the desktop through the local port. For viewers of the versions 3.3, 3.7 and 3.8 (RFC 6143, appendix A).
 */
export class VncServerHandshake {
  static readonly greeting = VERSION;

  readonly #expected: Buffer;
  readonly #challenge: Buffer;
  #received = Buffer.alloc(0);
  /** The minor version; undefined until the viewer has said it. */
  #version: number | undefined;
  #stage: 'version' | 'security' | 'response' | 'init' = 'version';

  constructor(password: string, challenge: Buffer = randomBytes(CHALLENGE_BYTES)) {
    this.#challenge = challenge;
    this.#expected = vncChallengeResponse(password, challenge);
  }

  /** Takes the viewer's next bytes. */
  push(data: Buffer): HandshakeStep {
    this.#received = Buffer.concat([this.#received, data]);
    const replies: Buffer[] = [];
    for (;;) {
      const step = this.#next();
      if (!step) return { state: 'more', reply: Buffer.concat(replies) };
      if (step.state === 'strange') return step;
      replies.push(step.reply);
      if (step.state !== 'more') return { ...step, reply: Buffer.concat(replies) };
    }
  }

  /** Undefined while bytes are missing. */
  #next(): HandshakeStep | undefined {
    switch (this.#stage) {
      case 'version':
        return this.#onVersion(this.#take(VERSION.length));
      case 'security':
        return this.#onSecurity(this.#take(1));
      case 'response':
        return this.#onResponse(this.#take(CHALLENGE_BYTES));
      case 'init':
        // ClientInit's flag says whether to leave other clients alone: the gateway decides that itself.
        return this.#take(1) && { state: 'accepted', reply: Buffer.alloc(0), rest: this.#received };
    }
  }

  #onVersion(line: Buffer | undefined): HandshakeStep | undefined {
    if (!line) return undefined;
    const minor = VERSION_PATTERN.exec(line.toString('latin1'))?.[1];
    if (minor === undefined) return { state: 'strange' };
    this.#version = Number(minor);
    // Versions that are not known count as 3.3 (RFC 6143, section 7.1.1), but for those that came later.
    if (this.#version < 7) {
      this.#stage = 'response';
      return { state: 'more', reply: Buffer.concat([Buffer.from([0, 0, 0, SECURITY_VNC]), this.#challenge]) };
    }
    this.#stage = 'security';
    return { state: 'more', reply: Buffer.from([1, SECURITY_VNC]) };
  }

  #onSecurity(chosen: Buffer | undefined): HandshakeStep | undefined {
    if (!chosen) return undefined;
    if (chosen[0] !== SECURITY_VNC) return { state: 'strange' };
    this.#stage = 'response';
    return { state: 'more', reply: this.#challenge };
  }

  #onResponse(response: Buffer | undefined): HandshakeStep | undefined {
    if (!response) return undefined;
    if (timingSafeEqual(response, this.#expected)) {
      this.#stage = 'init';
      return { state: 'more', reply: RESULT_OK };
    }
    const reason = Buffer.alloc(4);
    reason.writeUInt32BE(REASON.length);
    // Only version 3.8 has a reason.
    const said = (this.#version ?? 0) >= 8 ? [reason, Buffer.from(REASON)] : [];
    return { state: 'wrongPassword', reply: Buffer.concat([RESULT_FAILED, ...said]) };
  }

  #take(length: number): Buffer | undefined {
    if (this.#received.length < length) return undefined;
    const taken = this.#received.subarray(0, length);
    this.#received = this.#received.subarray(length);
    return taken;
  }
}
