import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** The tests against real servers (docs/lab.md): `npm run test:lab`. */
const config: ViteUserConfig = defineConfig({
  test: {
    include: ['test/lab/**/*.test.ts'],
    exclude: ['test/lab/migration/**'],
    // Every file starts the lab at the same addresses.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

export default config;
