import { describe, expect, it } from 'vitest';
import { Progress } from './progress.ts';

function output(isTTY: boolean) {
  const written: string[] = [];
  const stream = { isTTY, columns: 60, write: (text: string) => written.push(text) };
  return { written, stream: stream as unknown as NodeJS.WriteStream };
}

describe('Progress', () => {
  it('writes lines into a pipe: each tenth, and each new detail', async () => {
    const { written, stream } = output(false);
    await new Progress(stream).step('image', async (report) => {
      for (let percent = 0; percent <= 100; percent += 1) report(percent, 'installing');
    });
    expect(written[0]).toBe('image …\n');
    expect(written.filter((line) => line.includes('%'))).toHaveLength(11);
    expect(written.at(-1)).toMatch(/^✓ image: done in \d+\.\d s\n$/);
    expect(written.join('')).not.toContain('\r');
  });

  it('draws a bar in a terminal that fits its width', async () => {
    const { written, stream } = output(true);
    await new Progress(stream).step('image', async (report) => report(50, 'x'.repeat(200)));
    expect(written.some((text) => text.includes(`[${'█'.repeat(10)}${'·'.repeat(10)}]`))).toBe(true);
    expect(written.every((text) => text.length < 70)).toBe(true);
  });

  it('says that a step failed, and lets its error through', async () => {
    const { written, stream } = output(false);
    const step = new Progress(stream).step('directory', () => Promise.reject(new Error('no')));
    await expect(step).rejects.toThrow('no');
    expect(written.at(-1)).toMatch(/^✗ directory: FAILED/);
  });
});
