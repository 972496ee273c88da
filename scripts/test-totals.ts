/** Adds up vitest's JSON results, given as files, and prints `N passed, N failed`; exits with 1 if any failed. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

interface Results {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  /** A file that cannot be loaded has no failed test in it. */
  readonly numFailedTestSuites: number;
  readonly success: boolean;
}

const files = process.argv.slice(2);
let passed = 0;
let failed = 0;
for (const file of files) {
  const results: Results = JSON.parse(readFileSync(file, 'utf8'));
  const failures = results.success ? 0 : Math.max(results.numFailedTests, results.numFailedTestSuites, 1);
  passed += results.numPassedTests;
  failed += failures;
  console.log(
    `${path.basename(file, '.json')}: ${results.numPassedTests} passed, ${failures} failed, ${results.numPendingTests} skipped`,
  );
}
// No results at all is no success.
if (files.length === 0) failed += 1;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
