import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { type Duplex, duplexPair } from 'node:stream';
import { beforeAll, describe, expect, test } from 'vitest';
import { CertificateAuthority, type KeyPairPem } from '../../base/pki.ts';
import { vncChallengeResponse } from '../../base/vncAuthentication.ts';
import { type DisplayIdentity, FakeDisplay, serverInit } from '../testing.ts';
import { ByteReader } from './byteReader.ts';
import { agreeOnTls, connectDesktop, signIn } from './desktop.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const VERSION = Buffer.from('RFB 003.008\n').toString('hex');

/** Plays a display's script: each line is sent when the gateway has answered the one before it. */
async function play(
  lines: [send: string, expect: string][],
  work: (stream: Duplex) => Promise<void>,
  piece = 1000,
) {
  const [gateway, display] = duplexPair();
  const reader = new ByteReader(display);
  const answers: string[] = [];
  const script = async () => {
    for (const [send, answer] of lines) {
      const bytes = hex(send);
      for (let offset = 0; offset < bytes.length; offset += piece) {
        display.write(bytes.subarray(offset, offset + piece));
        await new Promise((resolve) => setImmediate(resolve));
      }
      if (answer) answers.push((await reader.read(hex(answer).length)).toString('hex'));
    }
    display.end();
  };
  const [result] = await Promise.allSettled([work(gateway), script()]);
  return { result, answers };
}

describe('the handshake in the clear', () => {
  const good: [string, string][] = [
    [VERSION, VERSION],
    ['02 02 13', '13'], // VNC authentication and VeNCrypt
    ['0002', '0002'],
    ['00 03 00000102 00000105 00000104', '00000105'], // TLSVnc, X509Vnc, X509None
    ['01', ''],
  ];

  test.each([1, 2, 3, 1000])('takes VeNCrypt with X509Vnc, in pieces of %i bytes', async (piece) => {
    const { result, answers } = await play(good, agreeOnTls, piece);
    expect(result.status).toBe('fulfilled');
    expect(answers).toEqual([VERSION, '13', '0002', '00000105']);
  });

  test('leaves what follows it in the stream', async () => {
    const [gateway, display] = duplexPair();
    display.write(hex(`${VERSION} 0113 0002 00 01 00000105 01 cafe`));
    await agreeOnTls(gateway);
    expect(await new ByteReader(gateway).read(2)).toEqual(hex('cafe'));
  });

  test.each([
    ['an older version', [[Buffer.from('RFB 003.003\n').toString('hex'), '']], /does not speak RFB 3\.8/],
    ['something else', [['5353482d322e302d4f70656e', '']], /does not speak RFB 3\.8/],
    [
      'a refusal',
      [
        [VERSION, VERSION],
        ['00 00000004 62757379', ''],
      ],
      /refuses connections: busy/,
    ],
    [
      'no VeNCrypt',
      [
        [VERSION, VERSION],
        ['02 01 02', ''],
      ],
      /no VeNCrypt/,
    ],
    [
      'an old VeNCrypt',
      [
        [VERSION, VERSION],
        ['0113', '13'],
        ['0001', '0002'],
        ['ff', ''],
      ],
      /refuses VeNCrypt/,
    ],
    [
      'anonymous TLS only',
      [
        [VERSION, VERSION],
        ['0113', '13'],
        ['0002', '0002'],
        ['00 02 00000101 00000102', ''],
      ],
      /no X509Vnc/,
    ],
    ['no TLS after all', [...good.slice(0, 4), ['00', '']], /cannot start TLS/],
    [
      'an end in the middle',
      [
        [VERSION, VERSION],
        ['02 02', ''],
      ],
      /closed the connection/,
    ],
  ] as [string, [string, string][], RegExp][])('refuses %s', async (_what, lines, message) => {
    const { result } = await play(lines, agreeOnTls);
    expect(result).toMatchObject({ status: 'rejected', reason: { message: expect.stringMatching(message) } });
  });
});

describe('the sign-in inside TLS', () => {
  const challenge = '000102030405060708090a0b0c0d0e0f';
  const response = vncChallengeResponse('secret12', hex(challenge)).toString('hex');

  test.each([1, 5, 1000])(
    'answers the challenge and leaves other clients alone, in pieces of %i bytes',
    async (piece) => {
      const lines: [string, string][] = [
        [challenge, response],
        ['00000000', '01'],
      ];
      const { result, answers } = await play(lines, (stream) => signIn(stream, 'secret12'), piece);
      expect(result.status).toBe('fulfilled');
      expect(answers).toEqual([response, '01']);
    },
  );

  test("gives the display's own words for a refusal", async () => {
    const lines: [string, string][] = [
      [challenge, response],
      ['00000001 00000003 6e6f21', ''],
    ];
    const { result } = await play(lines, (stream) => signIn(stream, 'secret12'));
    expect(result).toMatchObject({ reason: { message: 'The display refuses our password: no!' } });
  });
});

describe('connecting', () => {
  const host = '127.0.8.1';
  const port = 5911;
  let authority: CertificateAuthority;
  let identity: DisplayIdentity;

  beforeAll(async () => {
    authority = await CertificateAuthority.load(await CertificateAuthority.create('test', new Date()));
    identity = { ...(await certificateFor('ws-aaaaaaaaa')), password: 'secret12' };
  });

  function certificateFor(name: string): Promise<KeyPairPem> {
    return authority.issue({ commonName: name, dnsNames: [name] });
  }

  function open(change: Partial<Parameters<typeof connectDesktop>[0]> = {}, timeoutMs = 5000) {
    const display = {
      host,
      port,
      serverName: 'ws-aaaaaaaaa',
      caCertificatePem: authority.certificatePem,
      password: 'secret12',
      ...change,
    };
    return connectDesktop(display, AbortSignal.timeout(timeoutMs));
  }

  test('ends where the display begins to speak of its screen', async () => {
    const display = await FakeDisplay.start(host, port, identity);
    const stream = await open();
    expect(await new ByteReader(stream).read(serverInit.length)).toEqual(serverInit);
    stream.destroy();
    await display.close();
  });

  test.each([
    ['the certificate of another desktop', async () => certificateFor('ws-bbbbbbbbb'), {}, /altnames/],
    ['the certificate of another authority', otherAuthority, {}, /certificate/],
    ['the wrong password', undefined, { password: 'wrong' }, /refuses our password: Wrong/],
  ])('refuses %s', async (_what, certificate, change, message) => {
    const display = await FakeDisplay.start(host, port, { ...identity, ...(await certificate?.()) });
    await expect(open(change)).rejects.toThrow(message);
    await display.close();
  });

  test('waits for a display that is being restarted', async () => {
    const refused = nextConnectionError();
    const opening = open();
    expect(await refused).toMatchObject({ code: 'ECONNREFUSED' });
    const display = await FakeDisplay.start(host, port, identity);
    (await opening).destroy();
    await display.close();
  });

  test('gives up on a display that is silent', async () => {
    const { createServer } = await import('node:net');
    const frozen = createServer().listen(port, host);
    await expect(open({}, 200)).rejects.toThrow(/timeout/i);
    frozen.close();
  });

  test('gives up when nobody ever listens', async () => {
    await expect(open({}, 300)).rejects.toThrow(/abort|timeout/i);
  });
});

async function otherAuthority(): Promise<KeyPairPem> {
  const other = await CertificateAuthority.load(await CertificateAuthority.create('other', new Date()));
  return await other.issue({ commonName: 'ws-aaaaaaaaa', dnsNames: ['ws-aaaaaaaaa'] });
}

/** What the next connection that this thread tries to open fails with. */
async function nextConnectionError(): Promise<Error> {
  const channel = 'net.client.socket';
  const { promise, resolve } = Promise.withResolvers<Socket>();
  const watch = (message: unknown) => resolve((message as { socket: Socket }).socket);
  subscribe(channel, watch);
  const socket = await promise.finally(() => unsubscribe(channel, watch));
  const [error] = (await once(socket, 'error')) as [Error];
  return error;
}
