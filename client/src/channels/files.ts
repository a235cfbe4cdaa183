/**
 * Files up and down. How to use it, with `open = (request) => openChannel(url, token, request)`:
 *
 *     const files = await listFiles(open);                                  // the desktop's folder for downloads
 *     await downloadFile(open, file.name, { onProgress, signal });          // → Blob, to be offered as a download
 *     const { name } = await uploadFile(open, file, { onProgress, signal }); // → the name that it got there
 *
 * `onProgress` hears how many bytes are done. The signal ends a transfer, and leaves nothing of an upload behind.
 * Rejections are ChannelErrors: NOT_ALLOWED (the session policy), TOO_MANY (four at a time), REFUSED with the
 * `refusal` NoSpace, NotFound or BadName; the signal's reason when it was that.
 */
import type { ChannelRequest, DesktopFile } from '../../../server/src/streaming/model/channels.ts';
import { type Channel, ChannelError, readJson } from './channel.ts';

export type { DesktopFile };
export type OpenChannel = (request: ChannelRequest) => Promise<Channel>;

export interface TransferOptions {
  onProgress?: (bytes: number) => void;
  signal?: AbortSignal;
}

const CHUNK_BYTES = 32 * 1024;
/** With so much on its way nothing more is read from the file: it would only be held in memory. */
const WAITING_BYTES_MAX = 1024 * 1024;
/** Nothing tells when a WebSocket's bytes have left. */
const WAITING_MS = 20;

/** The files that may be fetched, the newest first. */
export async function listFiles(open: OpenChannel): Promise<DesktopFile[]> {
  const channel = await open({ channel: 'files', action: 'list' });
  try {
    const list = readJson(await nextOf(channel));
    return Array.isArray(list) ? list.filter(isDesktopFile) : [];
  } finally {
    channel.close();
  }
}

export async function downloadFile(
  open: OpenChannel,
  name: string,
  { onProgress, signal }: TransferOptions = {},
): Promise<Blob> {
  signal?.throwIfAborted();
  const channel = await open({ channel: 'files', action: 'download', name });
  return await during(channel, signal, () => receiveContent(channel, onProgress));
}

/** Reads the size, and so many bytes. */
export async function receiveContent(channel: Channel, onProgress?: (bytes: number) => void): Promise<Blob> {
  const head = readJson(await nextOf(channel));
  const size = 'size' in head ? Number(head.size) : Number.NaN;
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  while (bytes < size) {
    const part = await nextOf(channel);
    parts.push(part);
    bytes += part.length;
    onProgress?.(bytes);
  }
  return new Blob(parts);
}

export async function uploadFile(
  open: OpenChannel,
  file: File,
  { onProgress, signal }: TransferOptions = {},
): Promise<{ name: string }> {
  signal?.throwIfAborted();
  const channel = await open({ channel: 'files', action: 'upload', name: file.name, size: file.size });
  return await during(channel, signal, async () => {
    await sendContent(channel, file, onProgress);
    return { name: await storedName(channel) };
  });
}

/** Sends what is in a blob, no faster than it leaves. */
export async function sendContent(
  channel: Channel,
  content: Blob,
  onProgress?: (bytes: number) => void,
): Promise<void> {
  let over = false;
  void channel.ended.then(() => {
    over = true;
  });
  for (let offset = 0; offset < content.size && !over; offset += CHUNK_BYTES) {
    const part = content.slice(offset, offset + CHUNK_BYTES);
    channel.send(new Uint8Array(await part.arrayBuffer()));
    while (channel.waitingBytes > WAITING_BYTES_MAX && !over) await pause();
    onProgress?.(Math.max(0, offset + part.size - channel.waitingBytes));
  }
}

/** @throws ChannelError with what the desktop says why it did not keep it */
export async function storedName(channel: Channel): Promise<string> {
  const answer = readJson(await nextOf(channel));
  if ('stored' in answer) return String(answer.stored);
  throw new ChannelError('REFUSED', 'error' in answer && answer.error === 'NoSpace' ? 'NoSpace' : 'Failed');
}

/** @throws ChannelError when there is none any more */
async function nextOf(channel: Channel): Promise<Uint8Array<ArrayBuffer>> {
  const message = await channel.next();
  if (message) return message;
  throw await channel.ended;
}

async function during<T>(
  channel: Channel,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const abort = () => channel.close();
  signal?.addEventListener('abort', abort);
  try {
    return await work();
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
    channel.close();
  }
}

function isDesktopFile(value: unknown): value is DesktopFile {
  if (typeof value !== 'object' || value === null) return false;
  const { name, size, modified } = { name: '', size: 0, modified: 0, ...value } as Record<string, unknown>;
  return typeof name === 'string' && name !== '' && typeof size === 'number' && typeof modified === 'number';
}

const pause = () => new Promise((resolve) => setTimeout(resolve, WAITING_MS));
