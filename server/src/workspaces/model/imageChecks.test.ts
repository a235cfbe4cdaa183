import { expect, it } from 'vitest';
import { type ImageCheck, imageCheckResult, imageChecks, imageRefusal } from './imageChecks.ts';

const check = (severity: ImageCheck['severity'] = 'FAILED'): ImageCheck => ({
  ...{ name: 'a', title: 'A is so', script: 'true', fix: 'Make it so.' },
  severity,
});
const output = (stdout: string, exitCode = 0, stderr = '') => ({ stdout, stderr, exitCode });

it('has rules with a name of their own and a way to mend each', () => {
  expect(new Set(imageChecks.map(({ name }) => name)).size).toBe(imageChecks.length);
  for (const { name, title, fix } of imageChecks) {
    expect(name).toMatch(/^[a-z-]+$/);
    expect(title).not.toBe('');
    expect(fix).not.toBe('');
  }
});

it('passes where nothing was printed', () => {
  expect(imageCheckResult(check(), output('\n'))).toEqual({
    ...{ name: 'a', title: 'A is so', outcome: 'PASSED', details: [], fix: '' },
  });
});

it('fails or warns, with what was printed and how to mend it', () => {
  expect(imageCheckResult(check(), output('It is not.\n'))).toMatchObject({
    ...{ outcome: 'FAILED', details: ['It is not.'], fix: 'Make it so.' },
  });
  expect(imageCheckResult(check('WARNING'), output('It is not.'))).toMatchObject({ outcome: 'WARNING' });
});

it('does not pass where the check could not be made', () => {
  const { outcome, details } = imageCheckResult(check(), output('', 127, 'sh: not found\n'));
  expect({ outcome, details }).toEqual({
    outcome: 'FAILED',
    details: ['The check could not be made: sh: not found'],
  });
});

it('shows what a desktop prints in few and harmless lines', () => {
  const lines = Array.from({ length: 100 }, () => `\u001b[31m${'x'.repeat(1000)}`);
  const { details } = imageCheckResult(check(), output(lines.join('\n')));
  expect(details).toHaveLength(11);
  expect(details.at(-1)).toBe('And 90 more.');
  expect(details[0]).toMatch(/^\[31mx+$/);
  expect(details[0]?.length).toBeLessThanOrEqual(200);
});

it('says all that is in the way of an image, and nothing of warnings', () => {
  const failed = imageCheckResult(check(), output('It is not.'));
  const warned = imageCheckResult(check('WARNING'), output('It might be.'));
  expect(imageRefusal([failed, warned])).toBe('It is not. Make it so.');
  expect(imageRefusal([warned])).toBeUndefined();
});
