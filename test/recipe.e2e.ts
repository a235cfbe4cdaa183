import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { followWithCli } from './recipe/cli.ts';
import { followWithSdk } from './recipe/sdk.ts';
import { membershipOf, typeIntoTerminal } from './support/desktop.ts';
import { Installation, root } from './support/installation.ts';

describe('the recipe "Virtual Desktop Infrastructure with WorkSpaces"', () => {
  const installation = new Installation('/tmp/alcove-e2e-recipe', 1);

  beforeAll(() => installation.start(), 900_000);
  afterAll(() => installation.destroy());

  it("works through Debian's AWS CLI, with a browser that types into the desktop", async () => {
    await followWithCli(installation, async (desktop) => {
      const { output, screenshot } = await typeIntoTerminal(installation, desktop, 'echo alcove-$((6*7))');
      expect(output).toBe('alcove-42');
      expect(await membershipOf(installation, desktop)).toEqual({
        machineHasTicket: true,
        rightPasswordAccepted: true,
        wrongPasswordAccepted: false,
        homeIsVolume: true,
      });
      mkdirSync(join(root, 'test-results'), { recursive: true });
      writeFileSync(join(root, 'test-results', 'desktop.png'), screenshot);
    });
  });

  it('works through the AWS SDK', async () => {
    await followWithSdk(installation);
  });
});
