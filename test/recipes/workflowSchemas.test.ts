/** Our action, workflows and recipes by the schemas that editors know them by, which action-validator carries. */
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../ci/runner.ts';
import { installed } from './installed.ts';

interface Validator {
  validateAction(text: string): { readonly errors: readonly object[] };
  validateWorkflow(text: string): { readonly errors: readonly object[] };
}

const { validateAction, validateWorkflow } = createRequire(import.meta.url)(
  installed('tools/node_modules/@action-validator/core/action_validator.js'),
) as Validator;

it('action.yml is an action', async () => {
  const text = await readFile(path.join(ROOT, 'action.yml'), 'utf8');
  expect(validateAction(text).errors).toEqual([]);
  expect(validateAction(text.replace('using: composite', 'using: compost')).errors).not.toEqual([]);
});

it.each(['.github/workflows', 'config/examples/github', 'docs/recipes'])(
  'all in %s are workflows',
  async (folder) => {
    for (const file of await readdir(path.join(ROOT, folder))) {
      const text = await readFile(path.join(ROOT, folder, file), 'utf8');
      expect([file, ...validateWorkflow(text).errors]).toEqual([file]);
      expect(validateWorkflow(text.replace('runs-on:', 'runs-in:')).errors).not.toEqual([]);
    }
  },
);
