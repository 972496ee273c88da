import { expect, it } from 'vitest';
import { defaultJournalPath } from '../../src/journal/path.ts';

const CASES: readonly (readonly [string, NodeJS.Platform, Record<string, string>, string, string])[] = [
  ['Linux', 'linux', {}, '/home/a', '/home/a/.local/state/ttl-check/journal.sqlite'],
  ['XDG', 'linux', { XDG_STATE_HOME: '/var/s' }, '/home/a', '/var/s/ttl-check/journal.sqlite'],
  [
    'a relative XDG path',
    'linux',
    { XDG_STATE_HOME: 'state' },
    '/home/a',
    '/home/a/.local/state/ttl-check/journal.sqlite',
  ],
  [
    'an empty XDG path',
    'freebsd',
    { XDG_STATE_HOME: '' },
    '/home/a',
    '/home/a/.local/state/ttl-check/journal.sqlite',
  ],
  ['macOS', 'darwin', {}, '/Users/a', '/Users/a/Library/Application Support/ttl-check/journal.sqlite'],
  [
    'Windows',
    'win32',
    { LOCALAPPDATA: 'C:\\Users\\a\\AppData\\Local' },
    'C:\\Users\\a',
    'C:\\Users\\a\\AppData\\Local\\ttl-check\\journal.sqlite',
  ],
  [
    'Windows without LOCALAPPDATA',
    'win32',
    {},
    'C:\\Users\\a',
    'C:\\Users\\a\\AppData\\Local\\ttl-check\\journal.sqlite',
  ],
];

it.each(CASES)('the journal lies in the folder for state: %s', (_name, platform, env, home, expected) => {
  expect(defaultJournalPath({ platform, env, home })).toBe(expected);
});
