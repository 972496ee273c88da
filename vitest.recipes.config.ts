import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** The recipes of docs/ci.md in the lab, after scripts/install-recipes.sh: `npm run test:recipes`. */
const config: ViteUserConfig = defineConfig({
  test: {
    include: ['test/recipes/**/*.test.ts'],
    globalSetup: 'test/recipes/setup.ts',
    maxWorkers: 3,
    testTimeout: 150_000,
    hookTimeout: 120_000,
  },
});

export default config;
