import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { shippedPolicy, shippedResolvers } from '../../src/config/shipped.ts';
import { configJsonSchema, readShippedPolicy, readShippedResolvers } from '../../src/config/shippedFiles.ts';

const ROOT = new URL('../../', import.meta.url);

async function text(name: string): Promise<string> {
  return await readFile(new URL(name, ROOT), 'utf8');
}

async function source(shown: string): Promise<{ text: string; shown: string; path: string }> {
  return { text: await text(shown), shown, path: new URL(shown, ROOT).pathname };
}

async function validator(name: string): Promise<ValidateFunction> {
  const ajv = new Ajv2020({
    strict: true,
    allowUnionTypes: true,
    allErrors: true,
    formats: { date: true, uri: true },
  });
  ajv.addSchema(JSON.parse(await text('config/schema.json')) as object, 'schema.json');
  return ajv.getSchema(name) ?? ajv.compile(JSON.parse(await text(`config/${name}`)) as object);
}

describe('what is shipped', () => {
  it('is what its files say: run "node scripts/build-config.ts" after changing them', async () => {
    expect({
      policy: readShippedPolicy(await source('config/policy.yaml')),
      resolvers: readShippedResolvers(await source('config/resolvers.yaml')),
    }).toEqual({ policy: shippedPolicy, resolvers: shippedResolvers });
    expect(await text('config/schema.json')).toBe(`${JSON.stringify(configJsonSchema(), null, 2)}\n`);
  });

  it('has the limits and figures that are promised', () => {
    expect(
      shippedPolicy.stages.map(({ id, errorAbove, warningAbove, lowersTo }) => [
        id,
        errorAbove,
        warningAbove,
        lowersTo,
      ]),
    ).toEqual([
      ['two-weeks', 604_800, 86_399, null],
      ['one-week', 86_399, 3600, 3600],
      ['day-of', 300, 300, 300],
      ['restore', null, null, null],
    ]);
    expect(shippedPolicy.ns).toEqual({ errorAbove: 604_800, warningAbove: 172_800 });
    expect(shippedPolicy.figures).toEqual({
      margin: 900,
      propagation: 300,
      floor: 5,
      slack: 1,
      settle: 60,
      grace: 3600,
      assumedPastTtl: 86_400,
    });
  });

  it('asks Google, Cloudflare and Quad9 unless told otherwise, over both families', () => {
    expect(shippedResolvers.filter((resolver) => resolver.default).map((resolver) => resolver.name)).toEqual([
      'google',
      'cloudflare',
      'quad9',
    ]);
    for (const { endpoints, tlsName, url } of shippedResolvers) {
      expect(endpoints.map((endpoint) => isIP(endpoint.address))).toEqual([4, 4, 6, 6]);
      expect(tlsName).toMatch(/^[a-z0-9.-]+$/);
      expect(url).toMatch(/^https:\/\/[a-z0-9.-]+\/dns-query$/);
    }
  });
});

describe('the published schemas', () => {
  it.each([
    ['schema.json', 'example.yaml'],
    ['policy.schema.json', 'policy.yaml'],
    ['resolvers.schema.json', 'resolvers.yaml'],
  ])('%s takes %s, which names it', async (schema, file) => {
    const validate = await validator(schema);
    validate(parse(await text(`config/${file}`)));
    expect(validate.errors).toBeNull();
    expect((await text(`config/${file}`)).split('\n')[0]).toBe(`# yaml-language-server: $schema=${schema}`);
  });

  it.each([
    ['an unknown key', { polcy: {} }],
    ['a wrong type', { migrations: {} }],
    ['a missing key', { migrations: [{ name: 'a', records: ['a.example'] }] }],
    ['a TTL in words', { policy: { stages: { 'day-of': { errorAbove: '1 day' } } } }],
    ['a provider of no kind', { providers: { a: { type: 'bind' } } }],
  ])('refuse %s', async (_what, value) => {
    expect((await validator('schema.json'))(value)).toBe(false);
  });
});
