import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Problem } from './api.ts';
import { Attempts } from './connect.ts';
import { StreamEndedError } from './stream.ts';
import { texts } from './texts.ts';

const signal = new AbortController().signal;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('removeEventListener', () => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Attempts that fail in these ways before they succeed. */
function failing(...errors: Error[]) {
  return vi.fn(async () => {
    const error = errors.shift();
    if (error) throw error;
    return 'stream';
  });
}

test('what passes is tried again', async () => {
  const attempt = failing(
    new StreamEndedError('DESKTOP_UNREACHABLE'),
    new Problem('Offline', 'down'),
    new StreamEndedError('TICKET_REFUSED'),
  );
  const run = new Attempts(Date.now).run(signal, attempt);
  await vi.advanceTimersByTimeAsync(4000);
  expect(await run).toBe('stream');
  expect(attempt).toHaveBeenCalledTimes(4);
});

test('what the gateway refuses is not tried again', async () => {
  const refusal = new Problem('DeviceNotAuthorized', 'Not from here.');
  const attempt = failing(refusal);
  await expect(new Attempts(Date.now).run(signal, attempt)).rejects.toBe(refusal);
  expect(attempt).toHaveBeenCalledTimes(1);
});

test('after a minute it gives up with a sentence', async () => {
  const attempt = async () => {
    throw new StreamEndedError('DESKTOP_UNREACHABLE');
  };
  const run = new Attempts(Date.now).run(signal, attempt);
  const outcome = expect(run).rejects.toMatchObject({ message: texts.problems.desktopUnreachable });
  await vi.advanceTimersByTimeAsync(80_000);
  await outcome;
});

test('whoever leaves ends the attempts', async () => {
  const abort = new AbortController();
  const run = new Attempts(Date.now).run(abort.signal, failing(new Problem('Offline', 'down')));
  abort.abort();
  expect(await run).toBeUndefined();
});

test('after a take-over there is no pause: the gateway says what happened', async () => {
  await new Attempts(Date.now).cut('TAKEN_OVER', 60_000, signal);
  expect(vi.getTimerCount()).toBe(0);
});

test('a desktop that was stopped is not started again without being asked', async () => {
  const cut = new Attempts(Date.now).cut('WORKSPACE_STOPPED', 60_000, signal);
  await expect(cut).rejects.toMatchObject({ code: 'Stopped', message: texts.problems.stopped });
});

test('a stream that does not speak our protocol is not tried again', async () => {
  const cut = new Attempts(Date.now).cut('PROTOCOL_ERROR', 60_000, signal);
  await expect(cut).rejects.toMatchObject({ message: texts.problems.protocol });
});
