import type { OutputRequest } from '../report/formatOption.ts';
import type { Shell } from './shell.ts';

/** With `github` among the formats, the summary of GitHub's job as well, where there is a job. */
export function withJobSummary(
  requests: readonly OutputRequest[],
  { env }: Pick<Shell, 'env'>,
): readonly OutputRequest[] {
  const summary = env.GITHUB_STEP_SUMMARY;
  if (summary === undefined || summary === '' || !requests.some(({ format }) => format === 'github'))
    return requests;
  return [...requests, { format: 'markdown', file: summary, append: true }];
}
