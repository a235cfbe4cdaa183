import { defineConfig } from 'vitest/config';

// Unit tests stand beside the code; tests that need a real PostgreSQL start the embedded one themselves.
export default defineConfig({
  test: {
    include: ['server/src/**/*.test.ts', 'client/src/**/*.test.ts'],
    globalSetup: ['server/src/database/testing-setup.ts'],
    pool: 'threads',
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
