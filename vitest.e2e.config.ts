import { defineConfig } from 'vitest/config';

// Tests with the real engine, real packets and real processes: they need root, and the host for themselves.
export default defineConfig({
  test: {
    include: ['test/**/*.e2e.ts'],
    globalSetup: ['server/src/database/testing-setup.ts', 'test/support/removeShared.ts'],
    pool: 'forks',
    fileParallelism: false,
    // Far beyond what a quiet machine needs; waiting for something in particular has limits of its own.
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
});
