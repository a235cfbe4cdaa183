import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DesktopAnswer } from '../../server/src/access/model/api.ts';
import { Session } from './session.ts';

const signal = new AbortController().signal;

beforeEach(() => {
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('removeEventListener', () => undefined);
});
afterEach(() => vi.unstubAllGlobals());

function ready(ticket: string): DesktopAnswer {
  return { status: 'ready', workspaceId: 'ws-1', protocol: 'WSP', ticket, expiresInSeconds: 60 };
}

function waiting(state: string): DesktopAnswer {
  return { status: 'waiting', workspaceId: 'ws-1', state, retryAfterSeconds: 0.001 };
}

/** A session whose gateway gives these answers, one after the other. */
function session(first: DesktopAnswer, ...answers: DesktopAnswer[]) {
  const clock = { nowMs: 0 };
  const api = {
    ticket: async () => {
      const answer = answers.shift();
      if (!answer) throw new Error('Nothing more is asked for.');
      return answer;
    },
    signOut: async () => undefined,
  };
  const answer = { sessionToken: 'token', userName: 'demo', desktop: first };
  return { session: new Session(api, answer, () => clock.nowMs), clock };
}

test('the ticket of signing in is used once', async () => {
  const { session: demo } = session(ready('first'), ready('second'));
  expect(await demo.ticket(signal, () => undefined)).toBe('first');
  expect(await demo.ticket(signal, () => undefined)).toBe('second');
});

test('a ticket that is too old by now is replaced', async () => {
  const { session: demo, clock } = session(ready('first'), ready('second'));
  clock.nowMs = 61_000;
  expect(await demo.ticket(signal, () => undefined)).toBe('second');
});

test('it asks again until the desktop is there, and tells its states', async () => {
  const { session: demo } = session(waiting('STOPPING'), waiting('STARTING'), ready('ticket'));
  const states: string[] = [];
  expect(await demo.ticket(signal, (state) => states.push(state))).toBe('ticket');
  expect(states).toEqual(['STOPPING', 'STARTING']);
});

test('whoever does not want to wait gets no ticket', async () => {
  const { session: demo } = session(waiting('PENDING'));
  const abort = new AbortController();
  expect(await demo.ticket(abort.signal, () => abort.abort())).toBeUndefined();
});
