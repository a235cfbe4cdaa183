import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { createPrompts } from './prompts.ts';

/** A terminal whose keys the test presses. */
function terminal(isTTY: boolean) {
  const input = Object.assign(new PassThrough(), {
    isTTY,
    raw: [] as boolean[],
    setRawMode(isRaw: boolean) {
      this.raw.push(isRaw);
      return this;
    },
  });
  let shown = '';
  const output = { write: (text: string) => (shown += text) };
  const prompts = createPrompts({ input: input as never, output });
  return { input, prompts, shown: () => shown };
}

describe('on a terminal', () => {
  test('answers are echoed, secrets are not', async () => {
    const { input, prompts, shown } = terminal(true);
    input.write('ada\rs3cret!\r');
    expect(await prompts.ask('User name')).toBe('ada');
    expect(await prompts.askSecret('Password')).toBe('s3cret!');
    expect(shown()).toBe('User name: ada\nPassword: \n');
    expect(input.raw).toEqual([true, false, true, false]);
  });

  test('what was mistyped is taken back', async () => {
    const { input, prompts, shown } = terminal(true);
    input.write('adx\u007fa\rxyz\u0015grace\r');
    expect(await prompts.ask('User name')).toBe('ada');
    expect(await prompts.ask('Again')).toBe('grace');
    expect(shown()).toContain('adx\b \ba\n');
  });

  test.each(['\u0003', 'ab\u0003', '\u0004'])('%j gives up, and the terminal is as it was', async (keys) => {
    const { input, prompts } = terminal(true);
    input.write(keys);
    await expect(prompts.askSecret('Password')).rejects.toMatchObject({ reason: 'GivenUp', exitCode: 1 });
    expect(input.raw).toEqual([true, false]);
  });

  test('letters of all languages and spaces are letters', async () => {
    const { input, prompts } = terminal(true);
    input.write(Buffer.from('pässwörd 数😀\n'));
    expect(await prompts.askSecret('Password')).toBe('pässwörd 数😀');
  });
});

describe('from a pipe', () => {
  test('each answer is a line, and nothing is asked', async () => {
    const { input, prompts, shown } = terminal(false);
    input.end('s3cret!\r\n123456');
    expect(await prompts.askSecret('Password')).toBe('s3cret!');
    expect(await prompts.askSecret('MFA code')).toBe('123456');
    expect(shown()).toBe('');
    await expect(prompts.askSecret('Code')).rejects.toMatchObject({ reason: 'NoAnswer' });
  });

  test('closing it lets the program end', async () => {
    const { input, prompts } = terminal(false);
    input.write('s3cret!\n');
    await prompts.askSecret('Password');
    prompts.close();
    await expect.poll(() => input.destroyed).toBe(true);
  });
});
