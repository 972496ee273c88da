import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig, loadPolicy } from '../../src/config/load.ts';
import { MAX_BYTES } from '../../src/config/readText.ts';
import { Failure } from '../../src/model/failure.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ttl-check-config-'));
});
afterAll(() => rm(folder, { recursive: true }));

const RULES = ['ttl-above-limit', 'ds-present', 'answer-varies'];

/** The lines of the complaint about this text, without the file's name. */
async function complaints(text: string | Uint8Array): Promise<string[]> {
  await writeFile(join(folder, 'ttl-check.yaml'), text);
  try {
    await loadConfig({ cwd: folder, ruleIds: RULES });
    return [];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    expect(error.kind).toBe('config');
    expect(error.hint).toMatch(/\.$/);
    return error.message.split('\n').map((line) => line.replace(/^ttl-check\.yaml:(?=[0-9])/, ''));
  }
}

const MIGRATION =
  'migrations:\n  - name: shop\n    cutover: 2026-12-11T18:00Z\n    records: [www.example.com]\n';

describe('a cron expression', () => {
  it.each([
    '*/5 * * * *',
    '0 9 * * 1',
    '0 0 31 12 7',
    '59 23 1-31 1-12 0-7',
    '0,30 */90 * * *',
    '0 9 * jan mon',
  ])('%s can be read', async (cron) => {
    expect(await complaints(`schedule: { cron: "${cron}" }\n`)).toEqual([]);
  });

  it.each([
    ['60 * * * *', '60 in "60" is not from 0 to 59'],
    ['0 24 * * *', '24 in "24" is not from 0 to 23'],
    ['0 0 0 * *', '0 in "0" is not from 1 to 31'],
    ['0 0 1 1-13 *', '13 in "1-13" is not from 1 to 12'],
    ['0 0 * * 1,8', '8 in "1,8" is not from 0 to 7'],
    ['60 0 0 1 1 *', '60 in "60" is not from 0 to 59'],
    ['99 * * *', 'it has 4 fields'],
  ])('%s cannot: %s', async (cron, reason) => {
    const [complaint] = await complaints(`schedule: { cron: "${cron}" }\n`);
    expect(complaint).toContain(reason);
    expect(complaint).toMatch(/^1:/);
  });
});

describe('a broken file', () => {
  it.each<[string, string, string[]]>([
    [
      'a key that is almost right',
      'timezoen: UTC\n',
      ['1:1 timezoen: the key is unknown (did you mean "timezone"?)'],
    ],
    ['a key that is nothing', 'zebra: 1\n', ['1:1 zebra: the key is unknown; allowed timezone, policy']],
    [
      'a list in place of a mapping',
      '- a\n',
      ['1:1 found a list of 1; allowed a mapping with the keys timezone'],
    ],
    [
      'a date that a clock skips',
      'timezone: Europe/Berlin\nmigrations:\n  - name: shop\n    cutover: 2027-03-28T02:30\n    records: [a.example]\n',
      ['4:14 migrations[0].cutover: "2027-03-28T02:30" does not exist in Europe/Berlin'],
    ],
    [
      'a date that happens twice',
      'migrations:\n  - name: shop\n    timezone: Europe/Berlin\n    cutover: 2026-10-25T02:30\n    records: [a.example]\n',
      [
        '4:14 migrations[0].cutover: "2026-10-25T02:30" happens twice in Europe/Berlin: as 2026-10-25T02:30:00+02:00 and as 2026-10-25T02:30:00+01:00.',
      ],
    ],
    [
      'a date without offset and zone',
      'migrations:\n  - name: shop\n    cutover: 2026-12-11T18:00\n    records: [a.example]\n',
      [
        '3:14 migrations[0].cutover: found "2026-12-11T18:00", without an offset and without `timezone:`; allowed',
      ],
    ],
    [
      'keys that are missing',
      'migrations:\n  - name: shop\n',
      [
        '2:5 migrations[0].cutover: the key "cutover" is missing',
        '2:5 migrations[0].records: the key "records" is missing',
      ],
    ],
    [
      'a key with nothing behind it',
      `${MIGRATION}    notes:\n`,
      ['5:5 migrations[0].notes: found nothing; allowed a text'],
    ],
    [
      'the same migration twice',
      `${MIGRATION}${MIGRATION.replace('migrations:\n', '')}`,
      ['5:11 migrations[1].name: found "shop", which is also migrations[0].name'],
    ],
    [
      'a provider that is not there',
      `${MIGRATION}    provider: awz\nproviders:\n  aws: {type: route53}\n`,
      ['5:15 migrations[0].provider: there is no provider "awz" (did you mean "aws"?); allowed aws'],
    ],
    [
      'a provider where there are none',
      `${MIGRATION}    provider: aws\n`,
      ['5:15 migrations[0].provider: there is no provider "aws"; allowed none'],
    ],
    [
      'a provider of no known kind',
      'providers:\n  aws:\n    type: route54\n',
      ['3:11 providers.aws.type: found "route54"; allowed one of route53, rfc2136'],
    ],
    [
      'keys of the other provider',
      'providers:\n  aws: {type: route53, zone: example.com}\n',
      ['2:24 providers.aws.zone: the key is unknown (did you mean "zoneId"?); allowed type, zoneId'],
    ],
    [
      'a key from nowhere',
      'providers:\n  bind: {type: rfc2136, server: 192.0.2.1, zone: example.com, keyName: k}\n',
      ['2:9 providers.bind: it needs exactly one of keyFile and keyEnv'],
    ],
    [
      'rules that are none',
      `policy:\n  rules:\n    ttl-above-limits: off\n${MIGRATION}    acknowledge: [ds-presnt]\n`,
      [
        '3:5 policy.rules.ttl-above-limits: there is no rule "ttl-above-limits" (did you mean "ttl-above-limit"?)',
        '8:19 migrations[0].acknowledge[0]: there is no rule "ds-presnt" (did you mean "ds-present"?)',
      ],
    ],
    [
      'a stage that is none',
      'policy:\n  overrides:\n    - match: {types: [A]}\n      stages:\n        day-off: {errorAbove: 60}\n',
      ['5:9 policy.overrides[0].stages.day-off: there is no stage "day-off" (did you mean "day-of"?)'],
    ],
    [
      'a new stage without a beginning',
      'policy:\n  stages:\n    one-weak: {errorAbove: 1h}\n',
      ['3:5 policy.stages.one-weak: the key "from" is missing: the stage is new (did you mean "one-week"?)'],
    ],
    [
      'an error below the warning',
      'policy:\n  stages:\n    two-weeks:\n      errorAbove: 1d\n      warningAbove: 2d\n',
      ['4:19 policy.stages.two-weeks.errorAbove: found errorAbove 86400 s below warningAbove 172800 s'],
    ],
    [
      'an error below the warning that is shipped',
      'policy:\n  ns:\n    errorAbove: 1d\n',
      ['3:17 policy.ns.errorAbove: found errorAbove 86400 s below warningAbove 172800 s'],
    ],
    [
      'limits that grow towards the cutover',
      'policy:\n  stages:\n    day-of: {errorAbove: 2d}\n',
      [
        '3:26 policy.stages.day-of.errorAbove: found errorAbove 172800 s at the stage day-of and 86399 s at one-week',
      ],
    ],
    [
      'a TTL lowered to what is an error',
      'policy:\n  stages:\n    day-of: {lowersTo: 10m}\n',
      ['3:24 policy.stages.day-of.lowersTo: found lowersTo 600 s above errorAbove 300 s'],
    ],
    [
      'a restore before the cutover',
      'policy:\n  stages:\n    restore:\n      from: 3 days before\n',
      ['4:13 policy.stages.restore.from: found "3 days before", which restores before the cutover'],
    ],
    [
      'an override that matches nothing',
      'policy:\n  overrides:\n    - match: {}\n      stages: {}\n',
      ['3:14 policy.overrides[0].match: it matches nothing'],
    ],
    [
      'a policy of a migration',
      `${MIGRATION}    policy:\n      figures:\n        margin: P1M\n`,
      [
        '7:17 migrations[0].policy.figures.margin: found "P1M": months and years have no one length; write days; allowed',
      ],
    ],
    [
      'names that are none',
      'names:\n  - a..b\n  - www.example.com\n  - {name: "bü*.example"}\n  - 5\n',
      [
        '2:5 names[0]: found "a..b": an empty label; allowed a domain name',
        '4:12 names[2].name: found "bü*.example": the character "*" in the international label',
        '5:5 names[3]: found 5; allowed a domain name, or a mapping',
      ],
    ],
    [
      'types that are none',
      'names:\n  - name: a.example\n    types: [A, AAAAA, ANY]\n',
      [
        '3:16 names[0].types[1]: found "AAAAA": it is no record type (did you mean "AAAA"?)',
        '3:23 names[0].types[2]: found "ANY": it is a type of questions and not of records',
      ],
    ],
    [
      'a TTL that is too large',
      `${MIGRATION}    restoreTtl: 3000000000\n`,
      ['5:17 migrations[0].restoreTtl: found 3000000000'],
    ],
    [
      'a freeze that ends before it begins',
      `${MIGRATION}    freezes:\n      - from: 2026-12-02T00:00Z\n        to: 2026-12-01T00:00Z\n`,
      ['7:13 migrations[0].freezes[0].to: found an end that is not after `from`'],
    ],
    [
      'a waiver without reason until a day that is none',
      'waivers:\n  - name: "*"\n    until: 2026-02-30\n',
      [
        '2:5 waivers[0].reason: the key "reason" is missing',
        '3:12 waivers[0].until: found "2026-02-30", which is no day of the calendar',
      ],
    ],
    [
      'a time zone that is none',
      'timezone: Europe/Berlinn\n',
      ['1:11 timezone: found "Europe/Berlinn": it is no time zone (did you mean "Europe/Berlin"?)'],
    ],
    [
      'resolvers',
      'resolvers:\n  Google: {default: true}\n  office: {default: true}\n  doh: {protocol: https}\n  quad9: {addresses: [9.9.9]}\n',
      [
        '2:3 resolvers.Google: found the key "Google"; allowed lower-case letters',
        '2:3 resolvers.Google: the key "addresses" is missing',
        '3:3 resolvers.office: the key "addresses" is missing',
        '4:3 resolvers.doh: the key "url" is missing',
        '5:23 resolvers.quad9.addresses[0]: found "9.9.9": it is no IP address',
      ],
    ],
    [
      'keys twice',
      'timezone: UTC\nnames: []\ntimezone: UTC\n',
      ['3:1 the key "timezone" stands here a second time; it is already in line 1'],
    ],
    ['YAML that is none', 'names: [a, b\ntimezone: UTC\n', ['2:1 not YAML: ']],
    ['two documents', 'names: []\n---\nnames: []\n', ['2:1 a second document begins here; allowed one']],
    ['an unknown tag', 'names: !secret x\n', ['1:8 not YAML: Unresolved tag']],
    ['an alias of nothing', 'names: *x\n', ['1:8 the alias stands for nothing before it']],
    ['an alias inside itself', 'names: &x [*x]\n', ['1:1 the file stands for more than 1000000 values']],
    [
      'a report with its URL in it',
      'reports:\n  - name: weekly\n    to: {type: slack, url: "https://hooks.example/secret"}\n',
      [
        '3:9 reports[0].to: it needs exactly one of urlEnv and urlFile',
        '3:23 reports[0].to.url: the key is unknown; allowed type, urlEnv, urlFile',
      ],
    ],
    [
      'a bot of Slack without its token',
      'notifications:\n  - name: ops\n    to: {type: slack-bot, channel: C0123456789}\n',
      ['3:9 notifications[0].to: it needs exactly one of tokenEnv and tokenFile'],
    ],
    [
      'quiet hours of no clock',
      'notifications:\n  - name: ops\n    quietHours: {from: "25:00", to: "7"}\n    to: {type: slack, urlEnv: URL}\n',
      [
        '3:24 notifications[0].quietHours.from: found "25:00": it is no such time',
        '3:37 notifications[0].quietHours.to: found "7": it is no such time',
      ],
    ],
    [
      'something told at once that is never told',
      'notifications:\n  - name: ops\n    events: [step-don]\n    to: {type: slack, urlEnv: URL}\n',
      ['3:14 notifications[0].events[0]: '],
    ],
    [
      'two who are told under one name',
      'notifications:\n  - {name: ops, to: {type: slack, urlEnv: A}}\n  - {name: ops, to: {type: slack, urlEnv: B}}\n',
      ['3:12 notifications[1].name: found "ops", which is also notifications[0].name'],
    ],
  ])('with %s', async (_what, text, expected) => {
    const found = await complaints(text);
    expect(found.map((line, index) => line.slice(0, expected[index]?.length))).toEqual(expected);
  });

  it('counts lines and columns the same with CRLF and behind a byte order mark', async () => {
    const expected = ['2:13 timezone: found 5'];
    for (const text of ['# a\ntimezone:   5\n', '# a\r\ntimezone:   5\r\n', '\ufeff# a\ntimezone:   5\n'])
      expect((await complaints(text)).map((line) => line.slice(0, 22))).toEqual(expected);
  });

  it('never shows what may be a secret', async () => {
    const secret = 'c2VjcmV0LXNlY3JldA==';
    const found = await complaints(
      `providers:\n  bind: {type: rfc2136, server: x, zone: a.example, keyName: k, keyEnv: "${secret}"}\n` +
        `  other: {type: rfc2136, key: "${secret}"}\n`,
    );
    expect(found.length).toBeGreaterThan(3);
    expect(found.join('\n')).not.toContain(secret);
  });

  it('tells problems of values and between values in one go, in the order of the file', async () => {
    const found = await complaints(
      `timezone: Mars\n${MIGRATION}    provider: aws\n    restoreTtl: soon\npolicy:\n  ns: {errorAbove: 5}\n  stages: {day-of: {errorAbove: x}}\n`,
    );
    expect(found.map((line) => line.split(': ')[0])).toEqual([
      '1:11 timezone',
      '6:15 migrations[0].provider',
      '7:17 migrations[0].restoreTtl',
      '9:20 policy.ns.errorAbove',
      '10:33 policy.stages.day-of.errorAbove',
    ]);
  });

  it('shows the first hundred problems and counts the rest', async () => {
    const found = await complaints(`names:\n${'  - a..b\n'.repeat(250)}`);
    expect(found).toHaveLength(101);
    expect(found.at(-1)).toBe('ttl-check.yaml: and 150 more');
  });

  it('stops alias bombs, deep nesting and many keys in bounded time', async () => {
    const bomb = Array.from({ length: 12 }, (_, i) => `- &a${i + 1} [${`*a${i},`.repeat(10)}]`);
    expect(await complaints(`names:\n- &a0 x\n${bomb.join('\n')}\n`)).toEqual([
      expect.stringContaining('the file has more than 1000 aliases'),
    ]);
    const list = `names: &n [${'a.example,'.repeat(5000)}]\nmigrations:\n${'  - records: *n\n'.repeat(500)}`;
    expect(await complaints(list)).toEqual([expect.stringContaining('stands for more than 1000000 values')]);
    expect((await complaints('['.repeat(200_000)))[0]).toMatch(/not YAML|nested too deeply/);
    const keys = Array.from({ length: 30_000 }, (_, i) => `k${i}: 1`).join('\n');
    expect((await complaints(keys)).at(-1)).toBe('ttl-check.yaml: and 29900 more');
  });

  it('says in which line a file stops being UTF-8, and recognises UTF-16', async () => {
    expect(await complaints(Buffer.from('names: []\n# caf\xe9\n', 'latin1'))).toEqual([
      'ttl-check.yaml is not UTF-8: line 2 has other bytes.',
    ]);
    expect(await complaints(Buffer.from('\ufeffnames: []\n', 'utf16le'))).toEqual([
      'ttl-check.yaml is not UTF-8; it looks like UTF-16.',
    ]);
  });

  it('refuses a file above the limit', async () => {
    expect(await complaints('#'.repeat(MAX_BYTES))).toEqual([]);
    expect(await complaints('#'.repeat(MAX_BYTES + 1))).toEqual([
      'ttl-check.yaml is larger than 4194304 bytes (4 MiB).',
    ]);
  });

  it('ends in a Failure whatever text it holds', async () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom(
        ...MIGRATION.split('\n'),
        'policy:',
        '  stages:',
        '&a',
        '*a',
        '? x',
        '- - -',
        '"',
        '{',
        '__proto__: 1',
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 12 }), async (lines) => {
        const found = await complaints(lines.join('\n'));
        for (const complaint of found) expect(complaint).not.toMatch(/[\x00-\x1f\x7f-\x9f]/);
      }),
    );
  });
});

describe('a broken policy file', () => {
  it('names the file, the line and the column', async () => {
    await writeFile(join(folder, 'strict.yaml'), 'stages:\n  day-of:\n    errorAbove: 10\nfigure: {}\n');
    await expect(loadPolicy('strict.yaml', { cwd: folder })).rejects.toThrow(
      /^strict\.yaml:3:17 stages\.day-of\.errorAbove: found errorAbove 10 s below warningAbove 300 s.*\n(.*\n)?strict\.yaml:4:1 figure: the key is unknown \(did you mean "figures"\?\)/,
    );
  });
});
