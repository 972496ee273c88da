/** What is due in one pass goes to the provider together, whichever step it is. */
import { expect, it } from 'vitest';
import { parseName } from '../../src/model/name.ts';
import { moveScene, SHOP } from './moveScene.ts';

/** www has a week's TTL and goes straight to 300 s, api has a day's and goes to 3600 s first. */
const CONFIG = `${SHOP.replace('policy:\n', 'policy:\n  overrides:\n    - match: { names: [www.example.com.] }\n      stages: { one-week: { lowersTo: null } }\n').replace('types: [A] }', 'types: [A] }\n      - { name: api.example.com, types: [A] }')}`;

it('two steps of one pass are one batch, whose comment names the migration, both, and the plan', async () => {
  const sent: string[] = [];
  await using scene = await moveScene({
    config: CONFIG,
    wrap: (provider) => ({
      ...provider,
      changeTtls: (zone, changes, comment) => {
        sent.push(`${changes.map(({ owner, ttl }) => `${owner} ${ttl}`).join(', ')}: ${comment}`);
        return provider.changeTtls(zone, changes, comment);
      },
    }),
  });
  scene.change({ ttl: 604_800 });
  scene.world.change('example.com', parseName('api.example.com'), 'A', { ttl: 86_400 });
  await scene.apply({ yes: true });
  expect(sent).toEqual([
    expect.stringMatching(
      /^api\.example\.com\. 3600, www\.example\.com\. 300: ttl-check shop one-week\+day-of plan [0-9a-f]{12}$/,
    ),
  ]);
});
