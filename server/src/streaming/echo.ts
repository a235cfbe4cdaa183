import type { RawData, WebSocket } from 'ws';
import { z } from 'zod';

const echoMessage = z.strictObject({ type: z.literal('echo'), id: z.int().nonnegative() });
const MESSAGE_BYTES_MAX = 64;

/**
 * Answers the questions by which a client measures its stream: each comes back behind all that waits to be sent, so
 * that the time it took is the time that a picture takes. One answer is on its way at a time; of the questions that
 * come meanwhile, the newest is answered next. A client that asks and never reads takes no memory for it.
 */
export class Echo {
  readonly #webSocket: Pick<WebSocket, 'send'>;
  #isSending = false;
  #next: number | undefined;

  constructor(webSocket: Pick<WebSocket, 'send'>) {
    this.#webSocket = webSocket;
  }

  /** @returns whether it was such a question */
  take(data: RawData): boolean {
    const id = idOf(data);
    if (id === undefined) return false;
    this.#next = id;
    if (!this.#isSending) this.#send();
    return true;
  }

  #send(): void {
    if (this.#next === undefined) return;
    const text = JSON.stringify({ type: 'echo', id: this.#next });
    this.#next = undefined;
    this.#isSending = true;
    this.#webSocket.send(text, () => {
      this.#isSending = false;
      this.#send();
    });
  }
}

function idOf(data: RawData): number | undefined {
  if (!Buffer.isBuffer(data) || data.length > MESSAGE_BYTES_MAX) return undefined;
  try {
    return echoMessage.parse(JSON.parse(data.toString())).id;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}
