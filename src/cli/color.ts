import type { Shell } from './shell.ts';

/**
 * Whether stdout gets colours: only a terminal does, and only where nobody said no (`--no-color`, or any
 * value of NO_COLOR but the empty one, https://no-color.org).
 */
export function colorFor(shell: Shell, wanted: 'wanted' | 'refused'): 'color' | 'plain' {
  const refused = wanted === 'refused' || (shell.env.NO_COLOR ?? '') !== '' || shell.env.TERM === 'dumb';
  return !refused && shell.stdout.isTTY === true ? 'color' : 'plain';
}
