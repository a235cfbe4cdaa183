import { describe, expect, it } from 'vitest';
import { type HealthAnswer, healthProblem, isLasting, readAnswer, remember } from './health.ts';

const well: HealthAnswer = {
  ...{ hostName: 'wsamzn-1a2b3c4d', display: true, session: true, uptimeSeconds: 60, load: 0.1 },
  ...{ rootSizeMib: 81_920, rootUsedMib: 2000, homeSizeMib: 51_200, homeUsedMib: 10, rebootRequired: false },
};
const problemOf = (change: Partial<HealthAnswer>) =>
  healthProblem({ kind: 'answer', answer: { ...well, ...change } }, 'WSAMZN-1A2B3C4D');

describe('an answer', () => {
  it('is read when it is whole', () => {
    expect(readAnswer(JSON.stringify(well))).toEqual(well);
    expect(readAnswer(JSON.stringify({ ...well, more: 1 }))).toMatchObject(well);
    expect(readAnswer(JSON.stringify({ ...well, policyStamp: '1.5-20-7' }))?.policyStamp).toBe('1.5-20-7');
    expect(readAnswer(JSON.stringify({ ...well, policyStamp: 'x'.repeat(101) }))).toBeUndefined();
  });

  it.each(['', '{', 'null', '[]', '"x"', '{}', JSON.stringify({ ...well, display: 'yes' })])(
    'is none: %s',
    (text) => expect(readAnswer(text)).toBeUndefined(),
  );
});

describe('the health of a desktop', () => {
  it('is good when it answers under its own name with its display running', () => {
    expect(problemOf({})).toBeUndefined();
    expect(problemOf({ session: false, rebootRequired: true })).toBeUndefined();
  });

  it('is lost with its name', () => {
    expect(problemOf({ hostName: 'other' })).toMatchObject({
      state: 'UNHEALTHY',
      code: 'UnhealthyWorkspace.ComputerNameChanged',
      message: 'The computer name was changed: it is other instead of WSAMZN-1A2B3C4D.',
    });
    expect(problemOf({ hostName: '' })?.message).toContain('not a name');
  });

  it('is impaired without a display', () => {
    expect(problemOf({ display: false })).toMatchObject({ state: 'IMPAIRED' });
    expect(problemOf({ display: false, hostName: 'other' })).toMatchObject({ state: 'UNHEALTHY' });
  });

  it.each([
    ['refused', 'UnhealthyWorkspace.NotAnswering'],
    ['unreachable', 'UnhealthyWorkspace.PortBlocked'],
    ['silent', 'UnhealthyWorkspace.TooSlow'],
    ['garbled', 'UnhealthyWorkspace.NotAnswering'],
  ] as const)('is lost when the question is %s', (kind, code) => {
    expect(healthProblem({ kind }, 'X')).toMatchObject({ state: 'UNHEALTHY', code });
  });
});

describe('failures', () => {
  const problem = healthProblem({ kind: 'silent' }, 'X');

  it('count when three come in a row', () => {
    const first = remember(undefined, 'run', problem);
    const second = remember(first, 'run', problem);
    expect([first, second].map(isLasting)).toEqual([false, false]);
    expect(isLasting(remember(second, 'run', problem))).toBe(true);
    const interrupted = remember(remember(second, 'run', undefined), 'run', problem);
    expect(interrupted.failures).toBe(1);
  });

  it('are forgotten when the desktop is started anew', () => {
    const before = { run: 'run', failures: 2 };
    expect(remember(before, 'another', problem)).toEqual({ run: 'another', failures: 1 });
  });
});
