/** A server that `--authority` names twice is one server: asked once, told once. */
import { describe, expect, it } from 'vitest';
import { chosenAuthority } from '../../src/cli/chosenResolvers.ts';
import { checkScene } from './checkScene.ts';

describe('--authority', () => {
  it('asks a server once that is named in two spellings', async () => {
    await using scene = await checkScene('2026-12-01T00:00:00Z', 'www 300 A 203.0.113.1');
    const { host, port } = scene.world.dial('192.0.2.1', 53);
    const twice = [`${host}:${port}`, `udp://${host}:${port}`].flatMap((text) => ['--authority', text]);
    const flags = ['-r', 'none', '-t', 'A', '--format', 'json'];
    const { code, stdout } = await scene.ttlCheck('www.example.com', ...twice, ...flags);
    const [target] = JSON.parse(stdout).targets;
    expect([code, target.rrsets[0].authorities.length]).toEqual([0, 1]);
    const asked = scene.world.authority('ns1.example.com').asked.map(({ name, type }) => `${name} ${type}`);
    expect(asked.toSorted()).toEqual([...new Set(asked)].sort());
  });

  it.each([
    [['192.0.2.1', '192.0.2.1:53', 'UDP://192.0.2.1'], [{ only: true, address: '192.0.2.1' }]],
    [['udp://192.0.2.1', '192.0.2.1'], [{ only: true, address: '192.0.2.1' }]],
    [['[2001:db8::1]', '2001:db8:0::1', '[2001:DB8::1]:53'], [{ address: '2001:db8::1' }]],
    [
      ['192.0.2.1:53', '192.0.2.1:5353'],
      [{ address: '192.0.2.1' }, { address: '192.0.2.1', port: 5353 }],
    ],
    // Over another protocol it is asked as well: that is how the two are compared.
    [
      ['192.0.2.1', 'tcp://192.0.2.1'],
      [{ address: '192.0.2.1' }, { protocol: 'tcp', address: '192.0.2.1' }],
    ],
  ])('takes %j for what they are', (texts, endpoints) => {
    expect(chosenAuthority(texts)).toEqual({
      mode: 'given',
      endpoints: endpoints.map((endpoint) => ({ protocol: 'udp', ...endpoint })),
    });
  });
});
