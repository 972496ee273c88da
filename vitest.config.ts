import { defineConfig, type TestUserConfig, type ViteUserConfig } from 'vitest/config';

/**
 * Folders of `test/` whose files may follow each other in one process, which takes a third of a second less for each:
 * nothing that they test keeps anything, and `test/sharing.test.ts` sees to it that they change nothing themselves.
 */
export const SHARING: readonly string[] = ['config', 'dns', 'judge', 'plan', 'policy', 'report', 'sources'];

const SHARED: readonly string[] = SHARING.map((folder) => `test/${folder}/**/*.test.ts`);
/** They have configurations of their own. */
const OTHER_SUITES = ['browser', 'faults', 'lab', 'moto', 'package', 'recipes'];

const EACH = {
  globalSetup: 'test/program/setup.ts',
  // vitest leaves a processor to itself unless told otherwise: of two that is half of the time.
  maxWorkers: '100%',
  testTimeout: 60_000,
} as const satisfies TestUserConfig;

const config: ViteUserConfig = defineConfig({
  test: {
    projects: [
      { test: { ...EACH, name: 'sharing', include: [...SHARED], isolate: false } },
      {
        test: {
          ...EACH,
          name: 'apart',
          include: ['test/**/*.test.ts'],
          exclude: [...OTHER_SUITES.map((folder) => `test/${folder}/**`), ...SHARED],
        },
      },
    ],
  },
});

export default config;
