import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** The tests against moto as Route 53 (docs/providers.md), after scripts/install-moto.sh: `npm run test:moto`. */
const config: ViteUserConfig = defineConfig({
  test: {
    include: ['test/moto/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

export default config;
