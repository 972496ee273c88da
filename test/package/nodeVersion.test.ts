import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

it.runIf(process.env.TTL_CHECK_EXPECT_NODE !== undefined)('runs under the Node that CI means', () => {
  const major = process.env.TTL_CHECK_EXPECT_NODE;
  expect(process.versions.node.split('.')[0]).toBe(major);
  // What scripts find by name must be the same one.
  expect(
    execFileSync('node', ['-p', 'process.versions.node.split(".")[0]'], { encoding: 'utf8' }).trim(),
  ).toBe(major);
});
