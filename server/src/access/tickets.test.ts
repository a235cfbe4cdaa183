import { describe, expect, test } from 'vitest';
import { own } from './tables.ts';
import { client, signIn, useAccess } from './testing.ts';

const room = useAccess();
const { gateway, redeem } = room;

describe('tickets', () => {
  test('open one connection, once', async () => {
    const at = gateway();
    const { ticket } = await signIn(at);
    const attempts = await Promise.all([1, 2, 3].map(() => redeem(at, ticket)));
    expect(attempts.filter(Boolean)).toHaveLength(1);
    expect(await redeem(at, ticket)).toBeUndefined();
  });

  test('are bound to the address that they were given to', async () => {
    const at = gateway();
    const { ticket } = await signIn(at);
    expect(await at.tickets.verify(ticket, { address: '192.0.2.8' })).toBeUndefined();
    expect(await at.tickets.verify(ticket, { address: '192.0.2.7' })).toMatchObject({ userName: 'ada' });
  });

  test('die after 60 seconds', async () => {
    const at = gateway();
    const { ticket } = await signIn(at);
    at.clock.advance(59_000);
    expect(await at.tickets.verify(ticket, client)).toBeDefined();
    at.clock.advance(4_000);
    expect(await at.tickets.verify(ticket, client)).toBeUndefined();
  });

  test.each([
    ['another signature', (token: string) => `${token.slice(0, -4)}AAAA`],
    ['no signature', (token: string) => withHeader(token, { alg: 'none' }).replace(/[^.]*$/, '')],
    ['another algorithm', (token: string) => withHeader(token, { alg: 'HS256' })],
    ['an unknown key', (token: string) => withHeader(token, { alg: 'HS512', kid: 'other' })],
    ['nonsense', () => 'nonsense'],
  ])('with %s are refused', async (_what, change) => {
    const at = gateway();
    const { ticket } = await signIn(at);
    expect(await at.tickets.verify(change(ticket), client)).toBeUndefined();
  });

  test('are good at every gateway, under keys that change every day', async () => {
    const [one, two] = [gateway(), gateway()];
    const { ticket } = await signIn(one);
    expect(await two.tickets.verify(ticket, client)).toBeDefined();
    one.clock.advance(86_400_001);
    const { ticket: later } = await signIn(one);
    expect(keyIdOf(later)).not.toBe(keyIdOf(ticket));
    const keys = await own(room.database).selectFrom('access.signing_key').selectAll().execute();
    expect(keys.map((key) => key.key_id).sort()).toEqual([keyIdOf(later), keyIdOf(ticket)].sort());
  });
});

function withHeader(token: string, header: Record<string, string>): string {
  const encoded = Buffer.from(JSON.stringify(header)).toString('base64url');
  return token.replace(/^[^.]*/, encoded);
}

function keyIdOf(token: string): string {
  const header = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as {
    kid: string;
  };
  return header.kid;
}
