/** A shop that moves on 12 December 2026 at noon, and the commands that move it, on a world in this process. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { openJournal } from '../../src/journal/sqlite.ts';
import { type Instant, plusSeconds } from '../../src/model/instant.ts';
import type { Journal } from '../../src/model/journal.ts';
import { parseName } from '../../src/model/name.ts';
import type { Provider } from '../../src/model/provider.ts';
import type { ManualClock } from '../../src/world/manualClock.ts';
import type { World } from '../../src/world/world.ts';
import { zone } from '../../src/world/zone.ts';
import { type WorldProvider, worldProvider } from '../apply/worldProvider.ts';
import { type PlanScene, type PlanSceneOptions, planScene } from './planScene.ts';

const ZONE = `@    3600 NS ns1
  @    3600 NS ns2
  ns1  3600 A 192.0.2.1
  ns2  3600 A 192.0.2.2
  www  86400 A 192.0.2.10
  api  3600 A 192.0.2.11`;

/** Less than a week before: a lowering to 3600 s is due. */
export const ONE_WEEK_BEFORE = '2026-12-05T12:30:00Z';

export const SHOP = `
providers:
  own: { type: rfc2136, server: 192.0.2.1, zone: example.com, keyName: key.example.com, keyEnv: TTL_CHECK_TEST_KEY }
migrations:
  - name: shop
    cutover: 2026-12-12T12:00:00Z
    provider: own
    records:
      - { name: www.example.com, types: [A] }
policy:
  figures: { propagation: 20 seconds }
`;

export const API = `
  - name: api
    cutover: 2026-12-12T12:00:00Z
    provider: own
    records:
      - { name: api.example.com, types: [A] }
`;

export interface MoveScene extends PlanScene {
  readonly provider: () => WorldProvider;
  /** TTL and data at the first server, as `300 192.0.2.10`. */
  live(owner?: string): string;
  /** Somebody changes www.example.com. */
  change(change: { readonly ttl?: number; readonly rdata?: readonly string[] }): void;
  hasJournal(): boolean;
  withJournal<Result>(work: (journal: Journal) => Promise<Result>): Promise<Result>;
  inSeconds(seconds: number): Instant;
}

export interface MoveOptions extends Pick<PlanSceneOptions, 'env' | 'fetch' | 'isBusy'> {
  readonly at?: string;
  readonly config?: string;
  readonly columns?: number;
  readonly wrap?: (provider: Provider, clock: ManualClock) => Provider | Promise<Provider>;
  readonly journal?: (file: string) => Promise<Journal>;
}

export async function moveScene(options: MoveOptions = {}): Promise<MoveScene> {
  const own = zone('example.com', ZONE);
  let provider: WorldProvider | undefined;
  const scene = await planScene(
    {
      authorities: [
        { name: 'ns1.example.com', addresses: ['192.0.2.1'], zones: [own] },
        { name: 'ns2.example.com', addresses: ['192.0.2.2'], zones: [own] },
      ],
      resolvers: [{ name: 'cache', addresses: ['198.51.100.53'] }],
    },
    `journal: { path: journal.sqlite }\n${options.config ?? SHOP}`,
    {
      at: options.at ?? ONE_WEEK_BEFORE,
      ...(options.env === undefined ? {} : { env: options.env }),
      ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
      ...(options.isBusy === undefined ? {} : { isBusy: options.isBusy }),
      ...(options.columns === undefined ? {} : { columns: options.columns }),
      ...(options.journal === undefined ? {} : { journal: options.journal }),
      provider: (world: World, clock) => {
        provider ??= worldProvider(world, 'ns1.example.com', clock.now);
        return options.wrap?.(provider, clock) ?? provider;
      },
    },
  );
  const file = path.join(scene.folder, 'journal.sqlite');
  return {
    ...scene,
    provider: () => {
      if (provider === undefined) throw new Error('nobody has asked for the provider yet');
      return provider;
    },
    live(owner = 'www.example.com.') {
      const [z] = scene.world.authority('ns1.example.com').zones();
      const found = z?.records.filter((r) => r.owner === owner && r.type === 'A') ?? [];
      return `${found[0]?.ttl} ${found.map((r) => r.rdata).join(',')}`;
    },
    change: (change) => scene.world.change('example.com', parseName('www.example.com'), 'A', change),
    hasJournal: () => existsSync(file),
    async withJournal(work) {
      const journal = await openJournal(file, { mode: 'write' });
      try {
        return await work(journal);
      } finally {
        await journal.close();
      }
    },
    inSeconds: (seconds) => plusSeconds(scene.clock.now(), seconds),
    [Symbol.asyncDispose]: () => scene[Symbol.asyncDispose](),
  };
}
