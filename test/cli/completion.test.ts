import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { CHECK_FLAGS } from '../../src/cli/checkFlags.ts';
import { completionScript } from '../../src/cli/completionScript.ts';

/** What bash offers when TAB is pressed after these words. */
function offered(...words: readonly string[]): string[] {
  const script = `${completionScript('bash')}
COMP_WORDS=(ttl-check ${words.map((word) => `'${word}'`).join(' ')})
COMP_CWORD=${words.length}
_ttl_check
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const out = execFileSync('bash', ['--norc', '-c', script], { encoding: 'utf8' });
  return out.split('\n').filter((line) => line !== '');
}

describe('completion for bash', () => {
  it('offers commands first', () => {
    expect(offered('ex')).toEqual(['explain']);
  });

  it('offers flags', () => {
    expect(offered('www.example.com', '--fa')).toEqual(['--fail-on']);
  });

  it('offers the values of a flag', () => {
    expect(offered('--fail-on', '')).toEqual(['error', 'warning', 'never']);
    expect(offered('-t', 'AA')).toEqual(['AAAA']);
  });

  it('offers the flags and values of each command', () => {
    expect(offered('apply', 'shop', '--y')).toEqual(['--yes']);
    expect(offered('plan', '--format', 'i')).toEqual(['ics']);
    expect(offered('apply', '--cut')).toEqual([]);
    expect(offered('abort', '--k')).toEqual(['--keep']);
  });

  it('offers files where a file is meant', () => {
    expect(offered('--config', 'package.j')).toEqual(['package.json']);
  });

  it('offers rules to explain', () => {
    expect(offered('explain', 'ttl-above')).toEqual(['ttl-above-limit']);
  });
});

describe.each(['bash', 'zsh', 'fish'])('completion for %s', (shell) => {
  it('knows every flag', () => {
    const script = completionScript(shell);
    for (const flag of Object.keys(CHECK_FLAGS)) expect(script).toContain(flag);
    expect(script).not.toContain('undefined');
  });
});
