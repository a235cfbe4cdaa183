import { expect, test } from 'vitest';
import { createApi, Problem } from './api.ts';
import { texts } from './texts.ts';

function answering(status: number, body: string) {
  const requests: { path: string; body: unknown }[] = [];
  const api = createApi(async (path, init) => {
    requests.push({ path: String(path), body: JSON.parse(String(init?.body)) });
    return new Response(body, { status });
  });
  return { api, requests };
}

test('an answer is handed on', async () => {
  const answer = { registrationCode: 'wsiad+ABC234', directoryName: 'corp.example.com' };
  const { api, requests } = answering(200, JSON.stringify(answer));
  expect(await api.register('wsiad+ABC234')).toEqual(answer);
  expect(requests).toEqual([{ path: '/api/registrations', body: { registrationCode: 'wsiad+ABC234' } }]);
});

test('a refusal becomes a problem with its sentence and when to try again', async () => {
  const error = { code: 'TooManyAttempts', message: 'Wait a moment.', retryAfterSeconds: 8 };
  const { api } = answering(429, JSON.stringify({ error }));
  const signIn = api.signIn({ registrationCode: 'wsiad+ABC234', userName: 'demo', password: 'x' });
  await expect(signIn).rejects.toMatchObject(error);
  await expect(signIn).rejects.toBeInstanceOf(Problem);
});

test.each([
  [502, '<html>Bad gateway</html>'],
  [500, 'null'],
  [500, '{"error":{}}'],
])('status %i with %s is a problem in our words', async (status, body) => {
  const { api } = answering(status, body);
  await expect(api.ticket('token')).rejects.toMatchObject({
    code: 'Unreadable',
    message: texts.problems.unreadable,
  });
});

test('a network that is down is a problem', async () => {
  const api = createApi(async () => {
    throw new TypeError('Failed to fetch');
  });
  await expect(api.signOut('token')).rejects.toMatchObject({ code: 'Offline' });
});
