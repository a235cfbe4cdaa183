import { expect, test } from 'vitest';
import { CommandError, run } from './command.ts';

test('gives back the output', async () => {
  expect(await run('printf', ['a\\nb\\n'])).toEqual(['a', 'b']);
});

test('hands on every line, standard error too', async () => {
  const lines: string[] = [];
  await run('sh', ['-c', 'echo out; echo err >&2'], { onLine: (line) => lines.push(line) });
  expect(lines.toSorted()).toEqual(['err', 'out']);
});

test('a failure carries the last lines', async () => {
  const failure = await run('sh', ['-c', 'seq 100; exit 3'], { onLine: () => undefined }).catch(
    (error) => error,
  );
  expect(failure).toBeInstanceOf(CommandError);
  expect(failure.message).toBe('sh ended with status 3.');
  expect(failure.output).toHaveLength(25);
  expect(failure.output.at(-1)).toBe('100');
});

test('a program that does not exist is an error', async () => {
  await expect(run('/nonexistent/program', [])).rejects.toThrow('ENOENT');
});

test('cancelling ends the program', async () => {
  const started = performance.now();
  await expect(run('sleep', ['30'], { signal: AbortSignal.timeout(50) })).rejects.toThrow('aborted');
  expect(performance.now() - started).toBeLessThan(5000);
});
