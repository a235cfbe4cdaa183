import { describe, expect, test } from 'vitest';
import type { CodeCheck, CodeQuestion, SecondFactor, SecondFactorState } from '../directories/index.ts';
import { own } from './tables.ts';
import { ada, allowOnly, begun, client, refused, testDirectory, useAccess } from './testing.ts';

const room = useAccess();
const { registrationCode, directoryId } = testDirectory;
const withCode = { ...ada, mfaCode: '123456' };
const challenge = { server: '192.0.2.1', state: Buffer.from([0, 255]) };

/** A second factor that accepts `123456`, asks for more after `more`, and does not know about `down`. */
class FakeSecondFactor implements SecondFactor {
  readonly asked: CodeQuestion[] = [];
  readonly #state: SecondFactorState;

  constructor(state: SecondFactorState = 'ready') {
    this.#state = state;
  }

  async stateOf(): Promise<SecondFactorState> {
    return this.#state;
  }

  async check(_directoryId: string, question: CodeQuestion): Promise<CodeCheck> {
    this.asked.push(question);
    if (question.code === 'more') return { result: 'challenge', prompt: 'Enter the second code.', challenge };
    if (question.code === 'down') return { result: 'unavailable', reason: 'nobody answers' };
    return { result: question.code === '123456' ? 'accepted' : 'rejected' };
  }
}

function gateway(state?: SecondFactorState) {
  const factor = new FakeSecondFactor(state);
  return { factor, ...room.gateway('rejected', factor) };
}

/** An attempt up to the wish for a further code. */
async function challenged({ access }: ReturnType<typeof gateway>): Promise<string> {
  const answer = await access.signIn({ ...ada, mfaCode: 'more' }, client);
  if (!('status' in answer)) throw new Error('No further code is wanted.');
  expect(answer.prompt).toBe('Enter the second code.');
  return answer.challengeToken;
}

const answerTo = (challengeToken: string, mfaCode = '123456') =>
  ({ registrationCode, challengeToken, mfaCode, deviceType: 'Web' }) as const;

describe('a directory that asks for codes', () => {
  test('says so at the registration', async () => {
    const { access } = gateway();
    expect(await access.register({ registrationCode }, client)).toMatchObject({ mfaRequired: true });
  });

  test('lets in with the right password and the right code, which is asked for by the own name', async () => {
    const { access, factor } = gateway();
    const { userName } = begun(await access.signIn({ ...withCode, userName: 'ADA' }, client));
    expect(userName).toBe('ada');
    expect(factor.asked).toEqual([{ userName: 'ada', code: '123456', clientAddress: client.address }]);
  });

  test('refuses without a code before it looks at the password', async () => {
    const { access, asked } = gateway();
    await expect(access.signIn(ada, client)).rejects.toEqual(refused('MfaCodeRequired'));
    expect(asked).toEqual([]);
  });

  test.each(['beingSetUp', 'failed'] as const)(
    'lets nobody in while its servers are %s, in the words of the guide',
    async (state) => {
      const { access, asked, factor } = gateway(state);
      await expect(access.signIn(withCode, client)).rejects.toThrow(
        'While multi-factor authentication is being set up, users cannot log in to their WorkSpaces.',
      );
      expect(asked).toEqual([]);
      expect(factor.asked).toEqual([]);
      expect(await access.register({ registrationCode }, client)).toMatchObject({ mfaRequired: true });
    },
  );

  test('asks its servers about nobody whose password is wrong', async () => {
    const { access, factor } = gateway();
    await expect(access.signIn({ ...withCode, password: 'wrong' }, client)).rejects.toEqual(
      refused('SignInRejected'),
    );
    expect(factor.asked).toEqual([]);
  });

  // The machine may have been busy once; a difference of ours shows every time.
  test('refuses a wrong code as it refuses a wrong password, in text and in time', { retry: 3 }, async () => {
    const { access } = gateway();
    const attempt = async (differences: object) => {
      const startedAt = performance.now();
      const problem: unknown = await access
        .signIn({ ...withCode, ...differences }, client)
        .catch((error: unknown) => error);
      return { problem, tookMs: performance.now() - startedAt };
    };
    const [password, code] = await Promise.all([
      attempt({ password: 'wrong' }),
      attempt({ mfaCode: '654321' }),
    ]);
    expect(code.problem).toEqual(password.problem);
    expect(Math.abs(code.tookMs - password.tookMs)).toBeLessThan(200);
    expect(code.tookMs).toBeGreaterThan(1500);
    expect(await own(room.database).selectFrom('access.session').selectAll().execute()).toEqual([]);
  });

  test('slows down whoever guesses codes with the right password, as for passwords', async () => {
    const { access, clock, factor } = gateway();
    const guesses = ['1', '2', '3', '4', '5'].map((mfaCode) => access.signIn({ ...ada, mfaCode }, client));
    for (const { status } of await Promise.allSettled(guesses)) expect(status).toBe('rejected');
    await expect(access.signIn(withCode, client)).rejects.toEqual(refused('TooManyAttempts'));
    expect(factor.asked).toHaveLength(5);
    clock.advance(1000);
    await access.signIn(withCode, client);
  });

  test('says that codes cannot be checked, which costs nobody anything', async () => {
    const { access } = gateway();
    for (let count = 0; count < 7; count++) {
      await expect(access.signIn({ ...ada, mfaCode: 'down' }, client)).rejects.toEqual(
        refused('MfaUnavailable'),
      );
    }
    await access.signIn(withCode, client);
  });
});

describe('a further code', () => {
  test('lets in, to the server that asked and with its state', async () => {
    const at = gateway();
    const token = await challenged(at);
    const { userName, desktop } = begun(await at.access.signIn(answerTo(token), client));
    expect({ userName, status: desktop.status }).toEqual({ userName: 'ada', status: 'ready' });
    expect(at.factor.asked[1]).toMatchObject({ userName: 'ada', code: '123456', challenge });
    // The password is not looked at again.
    expect(at.asked).toHaveLength(1);
  });

  test('may be followed by yet another one', async () => {
    const at = gateway();
    const again = await at.access.signIn(answerTo(await challenged(at), 'more'), client);
    if (!('status' in again)) throw new Error('No further code is wanted.');
    begun(await at.access.signIn(answerTo(again.challengeToken), client));
  });

  test('is taken once, whether it was right or not', async () => {
    const at = gateway();
    const token = await challenged(at);
    await expect(at.access.signIn(answerTo(token, '654321'), client)).rejects.toEqual(
      refused('SignInRejected'),
    );
    await expect(at.access.signIn(answerTo(token), client)).rejects.toEqual(refused('ChallengeExpired'));
  });

  test('is taken by another gateway too', async () => {
    const token = await challenged(gateway());
    begun(await gateway().access.signIn(answerTo(token), client));
  });

  test('comes too late after two minutes', async () => {
    const at = gateway();
    const token = await challenged(at);
    at.clock.advance(119_999);
    const late = await challenged(at);
    begun(await at.access.signIn(answerTo(token), client));
    at.clock.advance(120_000);
    await expect(at.access.signIn(answerTo(late), client)).rejects.toEqual(refused('ChallengeExpired'));
  });

  test('is taken from the same address alone, and only with a token of ours', async () => {
    const at = gateway();
    const token = await challenged(at);
    const elsewhere = { ...client, address: '192.0.2.8' };
    await expect(at.access.signIn(answerTo(token), elsewhere)).rejects.toEqual(refused('ChallengeExpired'));
    const forged = `${token.slice(0, -2)}AA`;
    await expect(at.access.signIn(answerTo(forged), client)).rejects.toEqual(refused('ChallengeExpired'));
    await expect(at.access.signIn(answerTo('AAAA'), client)).rejects.toEqual(refused('ChallengeExpired'));
  });

  test('counts for the delays until it is right', async () => {
    const at = gateway();
    let token = '';
    for (let count = 0; count < 5; count++) token = await challenged(at);
    await expect(at.access.signIn(answerTo(token), client)).rejects.toEqual(refused('TooManyAttempts'));
    at.clock.advance(1000);
    // Being told to wait has not used the token up.
    begun(await at.access.signIn(answerTo(token), client));
    await challenged(at);
  });

  test('does not help past the gates before it', async () => {
    const at = gateway();
    const token = await challenged(at);
    await allowOnly(room.database, '203.0.113.0/24');
    await expect(at.access.signIn(answerTo(token), client)).rejects.toEqual(refused('DeviceNotAuthorized'));
  });
});

test('no code, token or state stands in the log', async () => {
  const lines: object[] = [];
  const { access } = gateway();
  const info = room.log.info.bind(room.log);
  room.log.info = ((line: object) => void lines.push(line)) as typeof room.log.info;
  try {
    await access.signIn(withCode, client);
    await access.signIn({ ...ada, mfaCode: 'wrong-code' }, client).catch(() => undefined);
  } finally {
    room.log.info = info;
  }
  const text = JSON.stringify(lines);
  expect(text).toContain('"gate":"mfa"');
  expect(text).toContain(directoryId);
  expect(text).not.toMatch(/"123456"|wrong-code/);
});
