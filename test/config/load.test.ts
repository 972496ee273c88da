import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig, loadPolicy } from '../../src/config/load.ts';
import { shippedPolicy, shippedResolvers } from '../../src/config/shipped.ts';
import { Failure } from '../../src/model/failure.ts';
import { formatInstant } from '../../src/model/instant.ts';

const ROOT = new URL('../../', import.meta.url).pathname;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ttl-check-load-'));
  await mkdir(join(folder, 'a/b/c'), { recursive: true });
});
afterAll(() => rm(folder, { recursive: true }));

async function write(name: string, text: string): Promise<void> {
  await writeFile(join(folder, name), text);
}

describe('finding the file', () => {
  it('takes what is shipped where there is none', async () => {
    const config = await loadConfig({ cwd: join(folder, 'a') });
    expect(config.path).toBeNull();
    expect(config.policy).toEqual(shippedPolicy);
    expect(config.resolvers).toEqual(shippedResolvers);
    expect(config.migrations).toEqual([]);
  });

  it('takes the nearest one above the working directory', async () => {
    await write('a/ttl-check.yaml', 'names: [a.example]\n');
    const config = await loadConfig({ cwd: join(folder, 'a/b/c') });
    expect(config.path).toBe('../../ttl-check.yaml');
    expect(config.names).toMatchObject([
      { name: 'a.example.', origin: { file: '../../ttl-check.yaml', line: 1, column: 9 } },
    ]);
    await write('a/b/ttl-check.yaml', '');
    expect((await loadConfig({ cwd: join(folder, 'a/b/c') })).path).toBe('../ttl-check.yaml');
  });

  it.each([
    ['a missing file', 'nowhere.yaml', 'nowhere.yaml cannot be read: it does not exist.'],
    ['a folder', 'a', 'a cannot be read: it is a directory.'],
    [
      'a file as a folder',
      'plain/x.yaml',
      'plain/x.yaml cannot be read: a part of its path is no directory.',
    ],
    ['a link to itself', 'loop.yaml', 'loop.yaml cannot be read: its symbolic links go in a circle.'],
  ])('refuses %s', async (_what, path, message) => {
    await write('plain', '');
    await symlink('loop.yaml', join(folder, 'loop.yaml')).catch(() => undefined);
    const failure = await loadConfig({ cwd: folder, path }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ kind: 'config', message });
  });

  it('refuses a link to nowhere in the working directory: someone meant it to be read', async () => {
    await mkdir(join(folder, 'd'));
    await symlink('gone.yaml', join(folder, 'd/ttl-check.yaml'));
    await expect(loadConfig({ cwd: join(folder, 'd') })).rejects.toThrow('it does not exist');
  });

  it.skipIf(process.getuid?.() === 0)('refuses a file that it may not read', async () => {
    await write('secret.yaml', '');
    await chmod(join(folder, 'secret.yaml'), 0);
    await expect(loadConfig({ cwd: folder, path: 'secret.yaml' })).rejects.toThrow('no permission');
  });
});

describe('reading the file', () => {
  it('reads a migration', async () => {
    await write(
      'm.yaml',
      [
        'timezone: Europe/Berlin',
        'providers:',
        '  bind: {type: rfc2136, server: "[2001:db8::53]:5353", zone: Example.org, keyName: key, keyFile: keys/tsig}',
        'migrations:',
        '  - name: shop',
        '    cutover: 2026-12-12T00:30',
        '    provider: bind',
        '    records:',
        '      - WWW.Example.org',
        '      - {name: neu.bücher.example, types: [aaaa, A], create: true}',
        '      - {zone: example.org, names: ["*.shop.example.org"]}',
        '    restoreAfter: 2 days',
        '    restoreTtl: 1h30m',
        '    freezes: [{from: 2026-12-01T00:00, to: 2026-12-02T00:00Z, reason: audit}]',
        '    policy: {stages: {day-of: {errorAbove: 60, warningAbove: 60, lowersTo: 1m}}}',
      ].join('\n'),
    );
    const config = await loadConfig({ cwd: folder, path: 'm.yaml' });
    const [migration] = config.migrations;
    expect(migration).toMatchObject({
      name: 'shop',
      cutover: { timezone: 'Europe/Berlin', restoreAfter: 172_800 },
      provider: 'bind',
      restoreTtl: 5400,
      acknowledge: [],
      origin: { file: 'm.yaml', line: 5, column: 5 },
    });
    expect(migration && formatInstant(migration.cutover.at)).toBe('2026-12-11T23:30:00Z');
    expect(migration?.records).toEqual([
      {
        kind: 'name',
        anyType: true,
        name: 'www.example.org.',
        types: ['A', 'AAAA', 'CNAME', 'NS'],
        origin: { file: 'm.yaml', line: 9, column: 9 },
      },
      {
        kind: 'name',
        name: 'neu.xn--bcher-kva.example.',
        types: ['AAAA', 'A'],
        create: true,
        origin: { file: 'm.yaml', line: 10, column: 9 },
      },
      {
        kind: 'zone',
        zone: 'example.org.',
        types: ['A', 'AAAA', 'CNAME', 'NS'],
        names: ['*.shop.example.org.'],
        origin: { file: 'm.yaml', line: 11, column: 9 },
      },
    ]);
    expect(migration?.freezes.map(({ from, to }) => [formatInstant(from), formatInstant(to)])).toEqual([
      ['2026-11-30T23:00:00Z', '2026-12-02T00:00:00Z'],
    ]);
    expect(migration?.policy.stages.find((stage) => stage.id === 'day-of')?.errorAbove).toBe(60);
    expect(config.policy.stages.find((stage) => stage.id === 'day-of')?.errorAbove).toBe(300);
    expect(config.providers.bind).toEqual({
      type: 'rfc2136',
      server: { address: '2001:db8::53', port: 5353 },
      zone: 'example.org.',
      keyName: 'key.',
      algorithm: 'hmac-sha256',
      key: { kind: 'file', path: join(folder, 'keys/tsig') },
    });
  });

  it.each([
    ['2026-12-31', 'Europe/Berlin', '2026-12-31T23:00:00Z'],
    ['2026-12-31', 'UTC', '2027-01-01T00:00:00Z'],
    ['2028-02-28', 'UTC', '2028-02-29T00:00:00Z'],
    // The next day begins at 01:00: clocks skip midnight.
    ['2026-04-23', 'Africa/Cairo', '2026-04-23T22:00:00Z'],
    ['2026-12-31T12:00', 'Europe/Berlin', '2026-12-31T11:00:00Z'],
    ['2026-12-31T12:00:00Z', 'Europe/Berlin', '2026-12-31T12:00:00Z'],
  ])('lets a waiver until %s in %s hold before %s', async (until, timezone, ends) => {
    await write(
      'w.yaml',
      `timezone: ${timezone}\nwaivers:\n  - {name: "*.example", reason: old, until: ${until}}\n`,
    );
    const { waivers } = await loadConfig({ cwd: folder, path: 'w.yaml' });
    expect(waivers.map((waiver) => formatInstant(waiver.until))).toEqual([ends]);
    expect(waivers[0]).toMatchObject({ name: '*.example.', reason: 'old', origin: { line: 3 } });
  });

  it('puts a policy on top of the shipped one, key by key, in the order in which stages begin', async () => {
    await write(
      'p.yaml',
      'stages:\n  three-days: {from: 3 days before, errorAbove: 4h, lowersTo: 1h}\n  day-of: {warningAbove: 1m}\n' +
        'rules: {answer-varies: warning, ds-present: {severity: off}}\nfigures: {margin: PT1H}\n',
    );
    const policy = await loadPolicy('p.yaml', { cwd: folder });
    expect(policy.stages.map((stage) => stage.id)).toEqual([
      'two-weeks',
      'one-week',
      'three-days',
      'day-of',
      'restore',
    ]);
    expect(policy.stages[2]).toEqual({
      id: 'three-days',
      from: { kind: 'before', days: 3, seconds: 0 },
      errorAbove: 14_400,
      warningAbove: null,
      lowersTo: 3600,
    });
    expect(policy.stages[3]).toMatchObject({ errorAbove: 300, warningAbove: 60 });
    expect(policy.figures).toEqual({ ...shippedPolicy.figures, margin: 3600 });
    expect(policy.rules).toEqual({
      'answer-varies': { severity: 'warning' },
      'ds-present': { severity: 'off' },
    });
  });

  it("takes a policy file in place of the file's own policy, for migrations too", async () => {
    await write('p2.yaml', 'figures: {margin: 1 hour}\n');
    await write(
      'c2.yaml',
      'policy: {figures: {margin: 2 hours, slack: 2 s}}\nmigrations:\n' +
        '  - {name: a, cutover: "2026-12-11T18:00:00Z", records: [a.example], policy: {figures: {floor: 9 s}}}\n',
    );
    const config = await loadConfig({ cwd: folder, path: 'c2.yaml', policyPath: 'p2.yaml' });
    expect(config.policy.figures).toMatchObject({ margin: 3600, slack: 1 });
    expect(config.migrations[0]?.policy.figures).toMatchObject({ margin: 3600, slack: 1, floor: 9 });
  });

  it('changes shipped resolvers key by key, and adds others', async () => {
    await write(
      'r.yaml',
      'resolvers:\n  quad9: {default: false}\n  google: {addresses: [192.0.2.8]}\n' +
        '  office: {addresses: [192.0.2.1], protocol: tls, tlsName: r.example, default: true}\n' +
        '  web: {protocol: https, url: "https://doh.example:8443/q", addresses: ["2001:db8::1"], cap: {ttl: 1h}}\n',
    );
    const { resolvers } = await loadConfig({ cwd: folder, path: 'r.yaml' });
    const asked = resolvers.filter((resolver) => resolver.default).map((resolver) => resolver.name);
    expect(asked).toEqual(['google', 'cloudflare', 'office']);
    const google = resolvers.find((resolver) => resolver.name === 'google');
    expect(google).toEqual({
      ...shippedResolvers.find((resolver) => resolver.name === 'google'),
      endpoints: [{ protocol: 'udp', address: '192.0.2.8' }],
    });
    expect(resolvers.slice(-2)).toEqual([
      {
        name: 'office',
        endpoints: [{ protocol: 'tls', address: '192.0.2.1', tlsName: 'r.example' }],
        default: true,
        tlsName: 'r.example',
      },
      {
        name: 'web',
        endpoints: [
          { protocol: 'https', address: '2001:db8::1', tlsName: 'doh.example', port: 8443, path: '/q' },
        ],
        cap: 3600,
        url: 'https://doh.example:8443/q',
      },
    ]);
  });

  it('reads YAML and schema libraries only for a file', async () => {
    const script = `
      import { registerHooks } from 'node:module';
      const seen = [];
      registerHooks({ resolve(s, c, next) { const r = next(s, c); seen.push(r.url); return r; } });
      const { loadConfig } = await import(${JSON.stringify(join(ROOT, 'src/config/load.ts'))});
      await loadConfig({ cwd: ${JSON.stringify(join(folder, 'none'))} });
      const heavy = seen.filter((url) => /node_modules/.test(url));
      console.log(JSON.stringify(heavy));`;
    await mkdir(join(folder, 'none'));
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      cwd: folder,
    });
    expect(JSON.parse(stdout)).toEqual([]);
  });

  it('reads the example', async () => {
    const config = await loadConfig({ cwd: join(ROOT, 'config'), path: 'example.yaml' });
    expect(config.migrations.map((migration) => migration.name)).toEqual(['shop', 'move-name-servers']);
    const text = await readFile(join(ROOT, 'config/example.yaml'), 'utf8');
    for (const { origin, name } of config.migrations)
      expect(text.split('\n')[origin.line - 1]?.slice((origin.column ?? 1) - 1)).toBe(`name: ${name}`);
  });
});
