import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** Whole migrations on real servers (docs/migration-proof.md): `npm run test:migration`. */
const config: ViteUserConfig = defineConfig({
  test: {
    include: ['test/lab/migration/**/*.test.ts'],
    globalSetup: 'test/lab/migration/sharedLab.ts',
    // Mostly they wait for caches, and each file has a zone of its own.
    maxWorkers: 3,
    testTimeout: 220_000,
    hookTimeout: 240_000,
  },
});

export default config;
