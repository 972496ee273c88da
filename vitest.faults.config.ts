import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** Faults of networks and machines, and manners towards servers (docs/reliability.md): `npm run test:faults`. */
const config: ViteUserConfig = defineConfig({
  test: {
    include: ['test/faults/**/*.test.ts'],
    globalSetup: 'test/program/setup.ts',
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});

export default config;
