import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { type EngineApi, orUndefined } from './api.ts';
import { EngineError, type ImageFiles } from './engine.ts';
import { aliasSchema } from './messages.ts';

function aliasPath(alias: string): string {
  return `/1.0/images/aliases/${encodeURIComponent(alias)}`;
}

export async function imageExists(api: EngineApi, alias: string): Promise<boolean> {
  return (await api.find(aliasPath(alias), aliasSchema)) !== undefined;
}

/** See Engine.ensureImage. */
export async function ensureImage(api: EngineApi, image: ImageFiles): Promise<void> {
  if (await imageExists(api, image.alias)) return;
  const fingerprint = await upload(api, image);
  try {
    await api.call('POST', '/1.0/images/aliases', { name: image.alias, target: fingerprint });
  } catch (error) {
    // Another caller was faster.
    if (!(await imageExists(api, image.alias))) throw error;
  }
}

/** See Engine.deleteImage. */
export async function deleteImage(api: EngineApi, alias: string): Promise<void> {
  const found = await api.find(aliasPath(alias), aliasSchema);
  if (!found) return;
  await orUndefined(api.call('DELETE', `/1.0/images/${found.target}`));
}

/** @returns the image's fingerprint */
async function upload(api: EngineApi, image: ImageFiles): Promise<string> {
  const parts = [
    { name: 'metadata', path: image.metadataPath },
    { name: 'rootfs', path: image.rootfsPath },
  ];
  const form = await multipart(parts);
  try {
    const metadata = await api.send('POST', '/1.0/images', form);
    return z.object({ fingerprint: z.string() }).parse(metadata).fingerprint;
  } catch (error) {
    if (!(error instanceof EngineError) || error.status === 503) throw error;
    // Uploaded before, under another alias or by a caller that was killed before it named it.
    const fingerprint = await digest(parts.map((part) => part.path));
    if (!(await orUndefined(api.call('GET', `/1.0/images/${fingerprint}`)))) throw error;
    return fingerprint;
  }
}

/** Files as multipart/form-data of known length, read while they are sent. */
async function multipart(parts: readonly { name: string; path: string }[]) {
  const boundary = `alcove-${randomUUID()}`;
  const pieces: (Buffer | string)[] = [];
  let length = 0;
  for (const part of parts) {
    const disposition = `form-data; name="${part.name}"; filename="${basename(part.path)}"`;
    const head = Buffer.from(
      `--${boundary}\r\nContent-Disposition: ${disposition}\r\nContent-Type: application/octet-stream\r\n\r\n`,
    );
    pieces.push(head, part.path, Buffer.from('\r\n'));
    length += head.length + (await stat(part.path)).size + 2;
  }
  const tail = Buffer.from(`--${boundary}--\r\n`);
  pieces.push(tail);
  return {
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(length + tail.length),
    },
    body: Readable.from(read(pieces), { objectMode: false }),
  };
}

async function* read(pieces: readonly (Buffer | string)[]): AsyncGenerator<Buffer> {
  for (const piece of pieces) {
    if (typeof piece === 'string') yield* createReadStream(piece, { highWaterMark: 1024 * 1024 });
    else yield piece;
  }
}

/** An image's fingerprint: SHA-256 over metadata and root, one after the other. */
async function digest(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of read(paths)) hash.update(chunk);
  return hash.digest('hex');
}
