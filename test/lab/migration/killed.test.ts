/** The daemon and a restore killed by SIGKILL before each of its calls of journal, provider and network (docs/migration-proof.md). */
import path from 'node:path';
import { expect, inject, it } from 'vitest';
import { ADDRESSES } from '../addresses.ts';
import { execute } from '../execute.ts';
import { type PassCommand, pass, remembered } from './pass.ts';
import { type Project, writeProject } from './project.ts';
import { TODAY_POLICY } from './scaledPolicy.ts';
import { replace, serialOf, zoneContent } from './zone.ts';

const ZONE = 'kill.test';
const FORMER = 600;
const LOWERED = 300;
const OLD = '192.0.2.30';
const NEW = '198.51.100.30';
/** A lease that nobody gives back ends after a minute; the clock of the next pass is beyond it. */
const BEYOND_LEASE = 65;
/** As many as the zone has records. */
const MOST_CALLS = 150;

const lab = inject('lab');

it('whatever a killed daemon or restore left, the next one ends right, and nothing is done twice', async () => {
  const primary = ADDRESSES.primary;
  const before = await zoneContent(lab, primary, ZONE);
  const expected = new Map(before);
  const firstSerial = await serialOf(primary, ZONE);
  let updates = 0;
  let call = 1;
  for (let killed = true; killed; call++) {
    expect(call, 'more calls than the zone has records').toBeLessThanOrEqual(MOST_CALLS);
    const owner = `k${call}.${ZONE}.`;
    const key = `${owner} A`;
    const project = await projectOf(owner);
    const told = (step: string, said: string): string => `${owner}, call ${call}, ${step}: ${said}`;

    const lowering = await killedPass('schedule', project, call, 0);
    const left = await zoneContent(lab, primary, ZONE);
    expect(left.get(key)?.rdata).toEqual([OLD]);
    if (left.get(key)?.ttl !== FORMER)
      expect((await remembered(project)).formers, told('killed', lowering.said)).toMatchObject([
        { ttl: FORMER },
      ]);
    const lowered = await pass('schedule', project, { aheadSeconds: BEYOND_LEASE });
    updates += 1;
    const known = await remembered(project);
    expect(known.formers, told('lowered', lowered.said)).toMatchObject([{ owner, ttl: FORMER }]);
    expect(known.open, told('lowered', lowered.said)).toEqual([]);
    expect((await zoneContent(lab, primary, ZONE)).get(key)).toEqual({ ttl: LOWERED, rdata: [OLD] });
    expect(await serialOf(primary, ZONE), told('lowered', lowered.said)).toBe(firstSerial + updates);

    await replace(lab, primary, ZONE, { owner, type: 'A', ttl: LOWERED, rdata: [NEW] });
    updates += 1;
    const restoring = await killedPass('restore', project, call, BEYOND_LEASE + 1);
    const restored = await pass('restore', project, { aheadSeconds: 2 * BEYOND_LEASE + 1 });
    updates += 1;
    expected.set(key, { ttl: FORMER, rdata: [NEW] });
    const ended = await remembered(project);
    expect(ended.open, told('restored', restored.said)).toEqual([]);
    expect(
      ended.formers.every((f) => f.restoredAt !== undefined),
      told('restored', restored.said),
    ).toBe(true);
    expect(await serialOf(primary, ZONE), told('restored', restored.said)).toBe(firstSerial + updates);
    expect(Object.fromEntries(await zoneContent(lab, primary, ZONE))).toEqual(Object.fromEntries(expected));
    killed = lowering.killed || restoring.killed;
  }
  process.stdout.write(
    `\nKilled before each of ${call - 2} calls, the daemon lowering and the command restoring; ${updates} updates in all.\n`,
  );
  expect(call).toBeGreaterThan(20);
});

async function projectOf(owner: string): Promise<Project> {
  return writeProject(lab, {
    ...{ name: owner.split('.')[0] ?? owner, zone: ZONE, primary: { address: ADDRESSES.primary } },
    cutoverAt: Math.ceil(Date.now() / 1000) * 1000 + 6 * 86_400_000,
    records: [{ name: owner.slice(0, -1), types: ['A'] }],
    policy: TODAY_POLICY,
  });
}

async function killedPass(
  command: PassCommand,
  { name, configFile, policyFile }: Project,
  call: number,
  aheadSeconds: number,
): Promise<{ readonly killed: boolean; readonly said: string }> {
  const program = path.join(import.meta.dirname, 'killedProgram.ts');
  const args = [program, command, name, configFile, policyFile, `${call}`, `${aheadSeconds}`];
  const { code, stdout, stderr } = await execute(process.execPath, args, { timeoutMs: 60_000 });
  if (code !== null && code !== 0) throw new Error(`The program ended with ${code}: ${stderr}${stdout}`);
  return { killed: code === null, said: `${stdout}${stderr}` };
}
