import { createHash } from 'node:crypto';
import type { Config } from '../config/config.ts';
import type { BaselineEntry, ShardReport, StageId } from '../model/report.ts';
import type { Cutover } from '../model/target.ts';
import type { CheckRequest } from './checkRequest.ts';
import type { Shard } from './shard.ts';

export interface ShardSettings {
  readonly request: CheckRequest;
  readonly config: Config;
  readonly stage: StageId;
  readonly cutover: Cutover | undefined;
  readonly baseline: readonly BaselineEntry[] | undefined;
}

/** What a report says of its part. Paths of the machine are no part of the digest. */
export function shardReport(
  shard: Shard,
  { request, config, stage, cutover, baseline }: ShardSettings,
): { readonly shard: ShardReport } {
  const { types } = request;
  const { policy, migrations, waivers, timezone } = config;
  const moved = migrations.map(({ name, cutover: when, policy: own, acknowledge }) => ({
    ...{ name, when, own, acknowledge },
  }));
  const settings = JSON.stringify([policy, moved, waivers, timezone, stage, cutover, types, baseline]);
  const digest = createHash('sha256').update(settings).digest('hex').slice(0, 16);
  return { shard: { ...shard, settings: digest } };
}
