import { describe, expect, test } from 'vitest';
import { attribute, microsoftAttribute, microsoftValuesOf, valuesOf } from './attributes.ts';
import { askRadius, type RadiusServers } from './client.ts';
import { attributeTypes, microsoftTypes } from './codes.ts';
import { generateAuthenticatorResponse } from './msChap.ts';
import { fakeRadius, type Handler, knows } from './testing.ts';

const secret = 'a shared secret';
const ada = { userName: 'ada', password: '123456' };
const refuses: Handler = () => ({ code: 'accessReject' });
const accepts: Handler = () => ({ code: 'accessAccept' });

const settings = (port: number, differences: Partial<RadiusServers> = {}): RadiusServers => ({
  ...{ servers: ['127.0.0.1'], port, protocol: 'PAP', secret, timeoutMs: 100, retries: 0 },
  ...differences,
});

describe('an exchange', () => {
  test('accepts the right password, and no other', async () => {
    const { port, requests } = await fakeRadius(secret, knows('ada', '123456', secret));
    expect(await askRadius(settings(port), ada)).toEqual({ status: 'accepted', server: '127.0.0.1' });
    expect(await askRadius(settings(port), { ...ada, password: '123457' })).toMatchObject({
      status: 'rejected',
    });
    expect(requests.every(({ isSigned }) => isSigned)).toBe(true);
    expect(requests[0]?.authenticator).not.toEqual(requests[1]?.authenticator);
  });

  test('says who asks, and where the user is', async () => {
    const { port, requests } = await fakeRadius(secret, accepts);
    await askRadius(settings(port), { ...ada, clientAddress: '192.0.2.7' });
    const { attributes = [] } = requests[0] ?? {};
    expect(String(valuesOf(attributes, attributeTypes.nasIdentifier)[0])).toBe('alcove');
    expect(String(valuesOf(attributes, attributeTypes.callingStationId)[0])).toBe('192.0.2.7');
  });

  test('repeats the very same packet from the same port until it is answered', async () => {
    const { port, requests } = await fakeRadius(secret, (_request, count) =>
      count < 2 ? undefined : { code: 'accessAccept' },
    );
    expect(await askRadius(settings(port, { retries: 2 }), ada)).toMatchObject({ status: 'accepted' });
    expect(requests).toHaveLength(3);
    expect(requests[1]).toEqual(requests[0]);
    expect(requests[2]).toEqual(requests[0]);
  });

  test('ends after the last retry', async () => {
    const { port, requests } = await fakeRadius(secret, () => undefined);
    expect(await askRadius(settings(port, { retries: 1, timeoutMs: 20 }), ada)).toEqual({
      status: 'unavailable',
      failures: [{ server: '127.0.0.1', reason: 'silent' }],
    });
    expect(requests).toHaveLength(2);
  });

  test('with nobody there ends likewise', async () => {
    const { port, close } = await fakeRadius(secret, accepts);
    close();
    expect(await askRadius(settings(port, { timeoutMs: 20 }), ada)).toMatchObject({ status: 'unavailable' });
  });

  test('is given up at once when it is called off', async () => {
    const { port } = await fakeRadius(secret, () => undefined);
    const signal = AbortSignal.abort(new Error('called off'));
    await expect(askRadius(settings(port, { timeoutMs: 60_000 }), { ...ada, signal })).rejects.toThrow(
      'called off',
    );
  });

  test('speaks IPv6', async () => {
    const { port } = await fakeRadius(secret, accepts, '::1');
    expect(await askRadius(settings(port, { servers: ['::1'] }), ada)).toMatchObject({ status: 'accepted' });
  });

  test('looks names up', async () => {
    const { port } = await fakeRadius(secret, accepts);
    expect(await askRadius(settings(port, { servers: ['localhost'] }), ada)).toMatchObject({
      status: 'accepted',
    });
    expect(await askRadius(settings(port, { servers: ['radius.invalid'] }), ada)).toMatchObject({
      failures: [{ server: 'radius.invalid', reason: 'unknownName' }],
    });
  });

  test('is spared where no packet could carry the password', async () => {
    const { port, requests } = await fakeRadius(secret, accepts);
    const tooLong = { ...ada, password: 'é'.repeat(65) };
    expect(await askRadius(settings(port), tooLong)).toMatchObject({ status: 'rejected' });
    expect(requests).toEqual([]);
  });
});

describe('several servers', () => {
  test('the next one is asked, with numbers of its own, when one does not answer', async () => {
    const second = await fakeRadius(secret, accepts, '127.0.0.3');
    const first = await fakeRadius(secret, () => undefined, '127.0.0.2', second.port);
    const servers = ['127.0.0.2', '127.0.0.3'];
    expect(await askRadius(settings(second.port, { servers }), ada)).toEqual({
      status: 'accepted',
      server: '127.0.0.3',
    });
    expect(first.requests[0]?.authenticator).not.toEqual(second.requests[0]?.authenticator);
  });

  test('a rejection is an answer: nobody else is asked', async () => {
    const second = await fakeRadius(secret, accepts, '127.0.0.3');
    await fakeRadius(secret, refuses, '127.0.0.2', second.port);
    const servers = ['127.0.0.2', '127.0.0.3'];
    expect(await askRadius(settings(second.port, { servers }), ada)).toMatchObject({ status: 'rejected' });
    expect(second.requests).toEqual([]);
  });
});

describe('answers that prove nothing are dropped', () => {
  test.each([
    ['forged', { secret: 'another secret' }],
    ['unsigned', { withoutMessageAuthenticator: true }],
    ['silent', { identifier: 256 }],
  ] as const)('%s', async (reason, flaw) => {
    const { port } = await fakeRadius(secret, ({ identifier }) => ({
      code: 'accessAccept',
      ...flaw,
      ...('identifier' in flaw && { identifier: (identifier + 1) % 256 }),
    }));
    expect(await askRadius(settings(port), ada)).toMatchObject({ failures: [{ reason }] });
  });

  test('and the true one is waited for', async () => {
    const { port } = await fakeRadius(secret, () => [
      { code: 'accessAccept', secret: 'another secret' },
      { code: 'accessAccept', withoutMessageAuthenticator: true },
      { code: 'accessReject' },
    ]);
    expect(await askRadius(settings(port), ada)).toMatchObject({ status: 'rejected' });
  });

  test('also when they come from another address', async () => {
    const { port } = await fakeRadius(secret, accepts, '127.0.0.3');
    await fakeRadius(secret, () => undefined, '127.0.0.2', port);
    const result = await askRadius(settings(port, { servers: ['127.0.0.2'] }), ada);
    expect(result).toMatchObject({ status: 'unavailable' });
  });
});

describe('a challenge', () => {
  const challenges: Handler = ({ attributes }) => {
    const [state] = valuesOf(attributes, attributeTypes.state);
    if (state) return { code: state.equals(Buffer.from([0, 255])) ? 'accessAccept' : 'accessReject' };
    return {
      code: 'accessChallenge',
      attributes: [
        attribute(attributeTypes.replyMessage, 'Enter the code\r\n'),
        attribute(attributeTypes.replyMessage, 'that was \u001b[31msent.'),
        attribute(attributeTypes.state, Buffer.from([0, 255])),
      ],
    };
  };

  test('gives the prompt without control characters, and is answered with its state', async () => {
    const { port } = await fakeRadius(secret, challenges);
    const asked = await askRadius(settings(port), ada);
    if (asked.status !== 'challenge') throw new Error(asked.status);
    expect(asked.prompt).toBe('Enter the code that was [31msent.');
    const answered = await askRadius(settings(port), { ...ada, challenge: asked.challenge });
    expect(answered).toMatchObject({ status: 'accepted' });
  });

  test('is answered to the server that asked alone', async () => {
    const { port } = await fakeRadius(secret, challenges, '127.0.0.3');
    const first = await fakeRadius(secret, refuses, '127.0.0.2', port);
    const challenge = { server: '127.0.0.3', state: Buffer.from([0, 255]) };
    const servers = ['127.0.0.2', '127.0.0.3'];
    const answered = await askRadius(settings(port, { servers }), { ...ada, challenge });
    expect(answered).toMatchObject({ status: 'accepted' });
    expect(first.requests).toEqual([]);
  });
});

describe('MS-CHAPv2', () => {
  const proving = (password: string): Handler => {
    return ({ attributes }) => {
      const [authenticator = Buffer.alloc(0)] = microsoftValuesOf(attributes, microsoftTypes.chapChallenge);
      const [response = Buffer.alloc(0)] = microsoftValuesOf(attributes, microsoftTypes.chap2Response);
      const given = { authenticator, peer: response.subarray(2, 18), userName: 'ada' };
      const success = generateAuthenticatorResponse(given, password, response.subarray(26));
      const value = Buffer.concat([response.subarray(0, 1), Buffer.from(`${success} M=welcome`)]);
      return {
        code: 'accessAccept',
        attributes: [microsoftAttribute(microsoftTypes.chap2Success, value)],
      };
    };
  };

  test('takes an acceptance with the proof that the server knows the password', async () => {
    const { port } = await fakeRadius(secret, proving('123456'));
    expect(await askRadius(settings(port, { protocol: 'MS-CHAPv2' }), ada)).toMatchObject({
      status: 'accepted',
    });
  });

  test.each([
    ['a wrong proof', proving('other')],
    ['none', accepts],
  ])('takes no acceptance with %s', async (_what, handle) => {
    const { port } = await fakeRadius(secret, handle);
    expect(await askRadius(settings(port, { protocol: 'MS-CHAPv2' }), ada)).toEqual({
      status: 'unavailable',
      failures: [{ server: '127.0.0.1', reason: 'unproven' }],
    });
  });
});
