import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Fault } from './faults.ts';

/** The client went away before its request was complete. */
export class ClientGone extends Error {
  override name = 'ClientGone';
}

/** A client that is still sending does not read our answer, so that this much more is read and thrown away. */
const DISCARDED_BODIES_MAX = 8;

/**
 * The body as it came over the wire, perhaps compressed.
 * @throws Fault of kind `tooLarge`; ClientGone
 */
export function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limitBytes) chunks.push(chunk);
      else chunks.length = 0;
      if (length > limitBytes * DISCARDED_BODIES_MAX) reject(tooLarge(limitBytes));
    });
    request.on('end', () =>
      length <= limitBytes ? resolve(Buffer.concat(chunks)) : reject(tooLarge(limitBytes)),
    );
    request.on('error', () => reject(new ClientGone()));
    request.on('close', () => reject(new ClientGone()));
  });
}

const unzip = promisify(gunzip);

/**
 * @param contentEncoding the header's value
 * @throws Fault of kind `tooLarge` or `malformed`
 */
export async function decompress(
  body: Buffer,
  contentEncoding: string | undefined,
  limitBytes: number,
): Promise<Buffer> {
  const encoding = contentEncoding?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity' || encoding === '') return body;
  if (encoding !== 'gzip') {
    throw new Fault('malformed', `The content encoding ${encoding} is not supported.`);
  }
  try {
    return await unzip(body, { maxOutputLength: limitBytes });
  } catch (error) {
    const overflow = error instanceof RangeError;
    throw overflow
      ? tooLarge(limitBytes)
      : new Fault('malformed', 'The request body could not be decompressed.');
  }
}

function tooLarge(limitBytes: number): Fault {
  return new Fault('tooLarge', `The request is larger than the ${limitBytes} bytes that are allowed.`);
}
