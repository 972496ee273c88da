import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** What npm would publish, and the program under the Node it is meant for: `npm run test:pack`. */
const config: ViteUserConfig = defineConfig({
  test: {
    include: ['test/package/**/*.test.ts'],
    maxWorkers: '100%',
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});

export default config;
