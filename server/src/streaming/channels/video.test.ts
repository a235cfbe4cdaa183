import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const tests = join(import.meta.dirname, '..', '..', '..', '..', 'test', 'agent', 'test_video.py');

/** The desktop's side of the video stream is Python, and so are its tests. */
test("the desktop's video stream: messages, tiles, rate control", async () => {
  // It says on its standard error how many ran, and ends with an error where one failed.
  const { stderr } = await promisify(execFile)('python3', [tests]);
  expect(stderr).toMatch(/Ran \d+ tests[\s\S]*OK/);
});
