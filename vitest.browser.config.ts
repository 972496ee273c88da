import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** The pages in a real browser (docs/html.md), after scripts/install-browser.sh: `npm run test:browser`. */
const config: ViteUserConfig = defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

export default config;
