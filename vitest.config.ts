import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [
      'test/browser/**',
      'test/faults/**',
      'test/lab/**',
      'test/moto/**',
      'test/package/**',
      'test/recipes/**',
    ],
    globalSetup: 'test/program/setup.ts',
    testTimeout: 20_000,
  },
});

export default config;
