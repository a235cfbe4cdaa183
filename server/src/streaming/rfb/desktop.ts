import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { vncChallengeResponse } from '../../base/vncAuthentication.ts';
import { ByteReader } from './byteReader.ts';
import {
  CLIENT_INIT_SHARED,
  SECURITY_OK,
  SECURITY_VENCRYPT,
  VENCRYPT_VERSION,
  VENCRYPT_X509_VNC,
  VERSION,
  VNC_CHALLENGE_BYTES,
} from './protocol.ts';

/** A display, and how both sides prove who they are. */
export interface Display {
  host: string;
  port: number;
  /** The name in the display's certificate. */
  serverName: string;
  /** Who signed it. */
  caCertificatePem: string;
  password: string;
}

/** The desktop does not speak the protocol as we need it, or refuses us. */
export class DesktopRefusedError extends Error {
  override name = 'DesktopRefusedError';
}

/** A display that restarts takes connections again after so long at best. */
const RETRY_INTERVAL_MS = 200;
const KEEPALIVE_DELAY_MS = 15_000;
const REASON_BYTES_MAX = 1024;

/**
 * Connects to a display and signs in to it. The next bytes from the display are its ServerInit.
 * While nobody listens (the display is being restarted) it tries again until the signal says to stop.
 * @throws DesktopRefusedError, or an error of the connection
 */
export async function connectDesktop(display: Display, signal: AbortSignal): Promise<TLSSocket> {
  const socket = await connectWithRetry(display, signal);
  const abort = () => socket.destroy(signal.reason instanceof Error ? signal.reason : undefined);
  signal.addEventListener('abort', abort, { once: true });
  try {
    await agreeOnTls(socket);
    const secured = await startTls(socket, display);
    await signIn(secured, display.password);
    return secured;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

async function connectWithRetry({ host, port }: Display, signal: AbortSignal): Promise<Socket> {
  for (;;) {
    try {
      return await connectSocket(host, port, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ECONNREFUSED') throw error;
      await delay(RETRY_INTERVAL_MS, undefined, { signal });
    }
  }
}

function connectSocket(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = connect({
    host,
    port,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: KEEPALIVE_DELAY_MS,
  });
  const abort = () => socket.destroy(signal.reason instanceof Error ? signal.reason : undefined);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  socket.once('connect', () => resolve(socket));
  // It stays: later errors are found by whoever reads next, and without a listener they would end the process.
  socket.on('error', reject);
  return promise.finally(() => signal.removeEventListener('abort', abort));
}

/**
 * The handshake up to the point where TLS begins: version, and VeNCrypt with its subtype X509Vnc. Anything weaker
 * that the display may offer is not taken.
 */
export async function agreeOnTls(stream: Duplex): Promise<void> {
  const reader = new ByteReader(stream);
  const version = await reader.read(VERSION.length);
  if (!version.equals(VERSION)) throw new DesktopRefusedError('The display does not speak RFB 3.8.');
  stream.write(VERSION);

  const count = await reader.readUint8();
  if (count === 0)
    throw new DesktopRefusedError(`The display refuses connections: ${await readReason(reader)}`);
  const types = await reader.read(count);
  if (!types.includes(SECURITY_VENCRYPT)) throw new DesktopRefusedError('The display offers no VeNCrypt.');
  stream.write(Buffer.from([SECURITY_VENCRYPT]));

  await reader.read(VENCRYPT_VERSION.length); // the newest that it knows
  stream.write(VENCRYPT_VERSION);
  if ((await reader.readUint8()) !== 0) throw new DesktopRefusedError('The display refuses VeNCrypt 0.2.');

  const subtypes: number[] = [];
  for (let left = await reader.readUint8(); left > 0; left--) subtypes.push(await reader.readUint32());
  if (!subtypes.includes(VENCRYPT_X509_VNC)) throw new DesktopRefusedError('The display offers no X509Vnc.');
  const choice = Buffer.alloc(4);
  choice.writeUInt32BE(VENCRYPT_X509_VNC);
  stream.write(choice);
  if ((await reader.readUint8()) !== 1) throw new DesktopRefusedError('The display cannot start TLS.');
}

function startTls(socket: Duplex, display: Display): Promise<TLSSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
  const secured = connectTls({
    socket,
    ca: display.caCertificatePem,
    servername: display.serverName,
    minVersion: 'TLSv1.2',
  });
  secured.once('secureConnect', () => resolve(secured));
  secured.on('error', reject);
  return promise;
}

/** VNC authentication, and ClientInit: the rest of the handshake, inside TLS. */
export async function signIn(stream: Duplex, password: string): Promise<void> {
  const reader = new ByteReader(stream);
  stream.write(vncChallengeResponse(password, await reader.read(VNC_CHALLENGE_BYTES)));
  if ((await reader.readUint32()) !== SECURITY_OK) {
    throw new DesktopRefusedError(`The display refuses our password: ${await readReason(reader)}`);
  }
  stream.write(CLIENT_INIT_SHARED);
}

async function readReason(reader: ByteReader): Promise<string> {
  const length = Math.min(await reader.readUint32(), REASON_BYTES_MAX);
  return (await reader.read(length)).toString('utf8');
}
