import { defineConfig } from 'vitest/config';

// Tests with the real engine, real packets and real processes: they need root, and the host for themselves.
export default defineConfig({
  test: {
    include: ['test/**/*.e2e.ts'],
    globalSetup: ['server/src/database/testing-setup.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
