/** Passes through a wire on which things go wrong, and beside somebody who edits the same zone (docs/migration-proof.md). */
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, inject, it } from 'vitest';
import { ADDRESSES } from '../addresses.ts';
import { eventually } from '../eventually.ts';
import { executeWell } from '../execute.ts';
import { AUTHORITIES } from '../servers.ts';
import { type Fate, startFaultyPrimary, type WireFaults } from './faultyPrimary.ts';
import { type Passed, pass, remembered } from './pass.ts';
import { type Project, writeProject } from './project.ts';
import { TODAY_POLICY } from './scaledPolicy.ts';
import { edit, replace, serialOf, zoneContent } from './zone.ts';

const ZONE = 'fault.test';
const FORMER = 600;
const LOWERED = 300;
const lab = inject('lab');
const primary = ADDRESSES.primary;

interface Trouble {
  /** The record of the zone that it is tried on. */
  readonly label: string;
  readonly data: string;
  readonly faults: WireFaults;
  /** What becomes of every update of the first pass. */
  readonly throughoutTheFirst?: Fate;
  /** Seconds by which the clock of the first pass is ahead. */
  readonly aheadSeconds?: number;
  /** Updates that somebody else makes meanwhile. */
  readonly edits?: number;
  /** Whether the first pass has changed the TTL. */
  readonly lowered: boolean;
  /** After the second pass; 600 and what was there unless given. */
  readonly former?: number;
  readonly endData?: string;
}

/** Does something the first time, and passes on after that. */
function once(act: () => Promise<Fate>): (count: number) => Promise<Fate> {
  return (count) => (count === 1 ? act() : Promise.resolve('pass'));
}

const TROUBLES: Readonly<Record<string, Trouble>> = {
  'an answer that comes late': {
    ...{ label: 'late', data: '192.0.2.40', lowered: true },
    faults: { onAnswer: once(() => pause(1500, 'pass' as const)) },
  },
  'a change that is made, and its answer never comes': {
    ...{ label: 'lost', data: '192.0.2.41', lowered: true },
    faults: { onAnswer: once(async () => 'lose') },
  },
  'a connection that is reset after the change was made': {
    ...{ label: 'reset', data: '192.0.2.48', lowered: true },
    faults: { onAnswer: once(async () => 'reset') },
  },
  'a server that says SERVFAIL for a while': {
    ...{ label: 'refused', data: '192.0.2.42', lowered: false },
    ...{ faults: {}, throughoutTheFirst: 'servfail' },
  },
  'somebody who raises the TTL in the same instant': {
    ...{ label: 'raised', data: '192.0.2.43', lowered: false, edits: 1, former: 900 },
    faults: { onUpdate: once(() => set('raised', 900, '192.0.2.43')) },
  },
  'somebody who changes the data in the same instant': {
    ...{ label: 'data', data: '192.0.2.44', lowered: false, edits: 1, endData: '198.51.100.44' },
    faults: { onUpdate: once(() => set('data', FORMER, '198.51.100.44')) },
  },
  'a clock that is an hour ahead': {
    ...{ label: 'jump', data: '192.0.2.46', lowered: false, aheadSeconds: 3600, faults: {} },
  },
};

async function set(label: string, ttl: number, data: string): Promise<'pass'> {
  await replace(lab, primary, ZONE, { owner: `${label}.${ZONE}.`, type: 'A', ttl, rdata: [data] });
  return 'pass';
}

describe('one pass with a trouble, and the next without', () => {
  it.each(Object.entries(TROUBLES))('%s', async (_, trouble) => {
    const { label, data, faults, aheadSeconds = 0, edits = 0, lowered } = trouble;
    const { former = FORMER, endData = data } = trouble;
    const key = `${label}.${ZONE}. A`;
    const before = await zoneContent(lab, primary, ZONE);
    const serial = await serialOf(primary, ZONE);
    let isFirst = true;
    const { throughoutTheFirst: fate } = trouble;
    const wire = await startFaultyPrimary(
      fate === undefined ? faults : { onUpdate: async () => (isFirst ? fate : 'pass') },
    );
    try {
      const project = await projectOf(label, wire);
      const first = await pass('apply', project, { aheadSeconds });
      const standing = (await zoneContent(lab, primary, ZONE)).get(key);
      if (lowered) {
        expect(standing, first.said).toEqual({ ttl: LOWERED, rdata: [data] });
        await formersAre(project, FORMER, first);
      } else expect(standing, first.said).toEqual({ ttl: former, rdata: [endData] });
      isFirst = false;

      const second = await pass('apply', project);
      await formersAre(project, former, second);
      expect((await remembered(project)).open, second.said).toEqual([]);
      const after = await zoneContent(lab, primary, ZONE);
      const expected = { ...Object.fromEntries(before), [key]: { ttl: LOWERED, rdata: [endData] } };
      expect(Object.fromEntries(after), second.said).toEqual(expected);
      expect(await serialOf(primary, ZONE), second.said).toBe(serial + edits + 1);

      const third = await pass('restore', project);
      expect(third, third.said).toMatchObject({ code: 0 });
      expect((await zoneContent(lab, primary, ZONE)).get(key)).toEqual({ ttl: former, rdata: [endData] });
      expect(await serialOf(primary, ZONE), third.said).toBe(serial + edits + 2);
    } finally {
      await wire.stop();
    }
  });

  it('somebody who deletes the record in the same instant: it is not made anew', async () => {
    const wire = await startFaultyPrimary({
      onUpdate: once(async () => {
        await edit(lab, primary, ZONE, `update delete gone.${ZONE}. A`);
        return 'pass';
      }),
    });
    try {
      const project = await projectOf('gone', wire);
      const first = await pass('apply', project);
      await pass('apply', project);
      expect((await zoneContent(lab, primary, ZONE)).has(`gone.${ZONE}. A`), first.said).toBe(false);
    } finally {
      await wire.stop();
    }
  });
});

it('a secondary that is not told: the pass says that it waits, and the next one sends nothing', async () => {
  const key = 'slow.lag.test. A';
  const serial = await serialOf(primary, 'lag.test');
  const project = await writeProject(lab, {
    ...{ name: 'slow', zone: 'lag.test', primary: { address: primary }, policy: TODAY_POLICY },
    cutoverAt: inSixDays(),
    records: [{ name: 'slow.lag.test', types: ['A'] }],
  });
  const first = await pass('apply', project);
  expect(first.said).toContain('Not every server answers 300 s');
  expect((await remembered(project)).open, first.said).toHaveLength(1);
  await fetchAtKnot('lag.test');
  await eventually(5000, async () =>
    (await serialOf(ADDRESSES.knot, 'lag.test')) === serial + 1 ? undefined : 'Knot is still behind',
  );
  const second = await pass('apply', project);
  expect((await remembered(project)).open, second.said).toEqual([]);
  await formersAre(project, FORMER, second);
  expect((await zoneContent(lab, primary, 'lag.test')).get(key)?.ttl).toBe(LOWERED);
  expect(await serialOf(primary, 'lag.test'), second.said).toBe(serial + 1);
});

/** Has the secondary fetch a zone that nobody told it of. */
async function fetchAtKnot(zone: string): Promise<void> {
  const conf = path.join(lab.dir, 'knot', AUTHORITIES.knot.confName);
  await executeWell('knotc', ['-c', conf, '-b', 'zone-retransfer', zone]);
}

/** Milliseconds UTC, a whole second. */
function inSixDays(): number {
  return Math.ceil(Date.now() / 1000) * 1000 + 6 * 86_400_000;
}

async function projectOf(
  label: string,
  wire: { readonly address: string; readonly port: number },
): Promise<Project> {
  return writeProject(lab, {
    ...{ name: label, zone: ZONE, primary: wire, policy: TODAY_POLICY },
    cutoverAt: inSixDays(),
    records: [{ name: `${label}.${ZONE}`, types: ['A'] }],
  });
}

async function formersAre(project: Project, ttl: number, { said }: Passed): Promise<void> {
  const { formers } = await remembered(project);
  expect(
    formers.map((one) => one.ttl),
    said,
  ).toEqual([ttl]);
}
