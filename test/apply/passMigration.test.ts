import { describe, expect, it } from 'vitest';
import { plusSeconds } from '../../src/model/instant.ts';
import { ttl } from '../../src/model/ttl.ts';
import { CUTOVER, DAY, migration, named, outcomes, type Stage, stage } from './stage.ts';

const WWW = 'www 86400 A 192.0.2.10';

/** Lowered at one week, then on the day. */
async function lowered(on: Stage): Promise<void> {
  await on.at(7 * DAY - 60);
  await on.pass();
  await on.at(3600);
  await on.pass();
}

describe('a pass', () => {
  it('changes nothing before its time', async () => {
    await using on = await stage(WWW);
    const report = await on.pass();
    expect(outcomes(report)).toEqual([]);
    expect(report.plan.rrsets).toMatchObject([{ disposition: 'steps', steps: [{ id: 'one-week' }, {}, {}] }]);
    expect(on.provider.made).toEqual([]);
    expect(await on.former()).toEqual([]);
  });

  it('without --yes says what it would change, and changes nothing', async () => {
    await using on = await stage(WWW);
    await on.at(6 * DAY);
    expect(outcomes(await on.pass({ mode: 'dry-run' }))).toEqual([
      'www.example.com. A one-week would-change',
    ]);
    expect(on.provider.made).toEqual([]);
    expect(await on.journal.intents('move')).toEqual([]);
  });

  it('carries a migration from the first lowering to the former TTL, with the new data kept', async () => {
    await using on = await stage(WWW);
    await on.at(7 * DAY - 60);
    expect(outcomes(await on.pass())).toEqual(['www.example.com. A one-week verified']);
    expect(on.live()).toBe('3600 192.0.2.10');
    await on.at(3600);
    expect(outcomes(await on.pass())).toEqual(['www.example.com. A day-of verified']);
    expect(on.live()).toBe('300 192.0.2.10');
    await on.at(0);
    on.edit({ rdata: ['203.0.113.7'] });
    await on.at(-3600);
    expect(outcomes(await on.pass())).toEqual([]);
    await on.at(-3 * DAY - 60);
    expect(outcomes(await on.pass())).toEqual(['www.example.com. A restore verified']);
    expect(on.live()).toBe('86400 203.0.113.7');
    expect(await on.former()).toEqual(['www.example.com. A 86400 restored']);
    expect(on.provider.made).toEqual([
      'www.example.com. A 86400→3600',
      'www.example.com. A 3600→300',
      'www.example.com. A 300→86400',
    ]);
    expect(await on.journal.openIntents()).toEqual([]);
    await on.at(-10 * DAY);
    const report = await on.pass();
    expect([outcomes(report), report.notices]).toEqual([[], []]);
  });

  it('changes nothing the second time, at every stage', async () => {
    await using on = await stage(WWW);
    for (const before of [7 * DAY - 60, 3600, -3 * DAY - 60]) {
      await on.at(before);
      await on.pass();
      const made = on.provider.made.length;
      const again = await on.pass();
      expect([outcomes(again), again.notices, on.provider.made.length]).toEqual([[], [], made]);
    }
  });

  it('has the former TTL in the journal before the first change is sent', async () => {
    await using on = await stage(WWW);
    await on.at(6 * DAY);
    const seen: string[][] = [];
    const provider = {
      ...on.provider,
      async changeTtls(...args: Parameters<typeof on.provider.changeTtls>) {
        seen.push(await on.former());
        return on.provider.changeTtls(...args);
      },
    };
    await on.pass({ provider });
    expect(seen).toEqual([['www.example.com. A 86400']]);
  });

  it('lowers a shorter TTL never, and what is low is left alone', async () => {
    await using on = await stage('www 60 A 192.0.2.10\napi 600 A 192.0.2.11', {
      migration: { records: [named('www.example.com', 'A'), named('api.example.com', 'A')] },
    });
    await lowered(on);
    expect([on.live(), on.live('api')]).toEqual(['60 192.0.2.10', '300 192.0.2.11']);
    await on.at(-4 * DAY);
    await on.pass();
    expect([on.live(), on.live('api')]).toEqual(['60 192.0.2.10', '600 192.0.2.11']);
  });

  it('made late goes straight down, and makes nothing after the cutover', async () => {
    await using on = await stage(WWW);
    await on.at(60);
    const report = await on.pass();
    expect(outcomes(report)).toEqual(['www.example.com. A day-of verified']);
    expect(report.results[0]?.step.reason.kind).toBe('late');
    expect(report.plan.rrsets[0]?.readiness.kind).toBe('too-late');
    await using after = await stage(WWW);
    await after.at(-60);
    expect(outcomes(await after.pass())).toEqual([]);
  });
});

describe('restoring', () => {
  it('only touches a TTL that is still the one we set', async () => {
    await using on = await stage(WWW);
    await lowered(on);
    on.edit({ ttl: 120 });
    await on.at(-4 * DAY);
    const report = await on.pass();
    expect(outcomes(report)).toEqual([]);
    expect(on.live()).toBe('120 192.0.2.10');
    expect(report.notices.join()).toContain('its TTL is 120 s and not the one that was set last');
    expect(await on.former()).toEqual(['www.example.com. A 86400']);
  });

  it('counts what somebody gave back by hand as given back', async () => {
    await using on = await stage(WWW);
    await lowered(on);
    await on.at(-60);
    on.edit({ ttl: 86_400 });
    await on.at(-4 * DAY);
    expect(outcomes(await on.pass())).toEqual([]);
    expect(await on.former()).toEqual(['www.example.com. A 86400 restored']);
  });

  it('reports a record that vanished, and what it had', async () => {
    await using on = await stage(`${WWW}\nwww 300 AAAA 2001:db8::1`, {
      migration: { records: [named('www.example.com', 'A', 'AAAA')] },
    });
    await lowered(on);
    on.edit({ rdata: [] });
    await on.at(-4 * DAY);
    const report = await on.pass();
    expect(report.notices).toContain(
      'www.example.com. A is gone; before we lowered its TTL, it was 86400 s.',
    );
    expect(await on.former()).toEqual(['www.example.com. A 86400']);
  });

  it('gives back what the migration does not have any more, and lowers it no further', async () => {
    await using on = await stage(`${WWW}\napi 86400 A 192.0.2.11`, {
      migration: { records: [named('www.example.com', 'A'), named('api.example.com', 'A')] },
    });
    await on.at(6 * DAY);
    await on.pass();
    const less = migration({ records: [named('api.example.com', 'A')] });
    await on.at(3600);
    await on.pass({ migration: less });
    expect([on.live(), on.live('api')]).toEqual(['3600 192.0.2.10', '300 192.0.2.11']);
    await on.at(-4 * DAY);
    await on.pass({ migration: less });
    expect([on.live(), on.live('api')]).toEqual(['86400 192.0.2.10', '86400 192.0.2.11']);
  });

  it('takes restoreTtl for a record that was low already, and only once', async () => {
    await using on = await stage('www 300 A 192.0.2.10', { migration: { restoreTtl: ttl(7200) } });
    await on.at(-4 * DAY);
    await on.pass();
    expect(on.live()).toBe('7200 192.0.2.10');
    on.edit({ ttl: 60 });
    await on.pass();
    expect(on.live()).toBe('60 192.0.2.10');
  });

  it('comes at once if it is asked for', async () => {
    await using on = await stage(WWW);
    await lowered(on);
    await on.at(-60);
    expect(outcomes(await on.pass({ course: 'restore-now' }))).toEqual([
      'www.example.com. A restore verified',
    ]);
    expect(on.live()).toBe('86400 192.0.2.10');
  });
});

describe("somebody else's hand", () => {
  it('that raises a TTL is lowered again, so often and no more', async () => {
    await using on = await stage(WWW);
    const guards = { maxRelowerings: 2, shareOfZone: 0.3, smallZone: 10 };
    await on.at(6 * DAY);
    await on.pass({ guards });
    for (let round = 0; round < 2; round++) {
      on.edit({ ttl: 86_400 });
      const report = await on.pass({ guards });
      expect(outcomes(report)).toEqual(['www.example.com. A one-week verified']);
    }
    on.edit({ ttl: 86_400 });
    const report = await on.pass({ guards });
    expect(outcomes(report)).toEqual([]);
    expect(report.plan.rrsets).toMatchObject([{ disposition: 'held' }]);
    expect(on.live()).toBe('86400 192.0.2.10');
    // Whoever lowers it again by hand lets the migration go on, and it gets its former TTL back in the end.
    on.edit({ ttl: 3600 });
    await on.at(3600);
    await on.pass({ guards });
    expect(on.live()).toBe('300 192.0.2.10');
    await on.at(-4 * DAY);
    await on.pass({ guards });
    expect(on.live()).toBe('86400 192.0.2.10');
  });

  it('that raises to another value does not change what the former TTL was', async () => {
    await using on = await stage(WWW);
    await on.at(6 * DAY);
    await on.pass();
    on.edit({ ttl: 43_200 });
    const report = await on.pass();
    expect(report.notices.join()).toContain('its TTL is 43200 s and not the one that was set last');
    expect(await on.former()).toEqual(['www.example.com. A 86400']);
  });

  it('that changes data before the cutover is reported and not overwritten', async () => {
    await using on = await stage(WWW);
    await on.at(6 * DAY);
    await on.pass();
    on.edit({ rdata: ['198.51.100.9'] });
    await on.at(3600);
    const report = await on.pass();
    expect(report.notices.join()).toContain(
      'its data changed from 192.0.2.10 to 198.51.100.9 before the cutover',
    );
    expect(on.live()).toBe('300 198.51.100.9');
  });

  it('that is quicker than we are is a conflict; the next pass decides anew', async () => {
    await using on = await stage(WWW);
    await on.at(6 * DAY);
    const provider = {
      ...on.provider,
      changeTtls(...args: Parameters<typeof on.provider.changeTtls>) {
        on.edit({ rdata: ['198.51.100.9'] });
        return on.provider.changeTtls(...args);
      },
    };
    expect(outcomes(await on.pass({ provider }))).toEqual(['www.example.com. A one-week conflict']);
    expect(on.live()).toBe('86400 198.51.100.9');
    expect(outcomes(await on.pass())).toEqual(['www.example.com. A one-week verified']);
    expect(on.live()).toBe('3600 198.51.100.9');
  });
});

describe('a provider', () => {
  it.each(['applied', 'not applied'] as const)('whose answer never came, %s', async (what) => {
    await using on = await stage(WWW);
    await on.at(6 * DAY);
    const provider = {
      ...on.provider,
      async changeTtls(...args: Parameters<typeof on.provider.changeTtls>) {
        if (what === 'applied') await on.provider.changeTtls(...args);
        return { kind: 'uncertain', detail: 'No answer in 30 s.' } as const;
      },
    };
    expect(outcomes(await on.pass({ provider }))).toEqual(['www.example.com. A one-week uncertain']);
    const next = await on.pass();
    expect(outcomes(next)).toEqual(['www.example.com. A one-week verified']);
    expect(next.notices).toEqual([]);
    expect(on.live()).toBe('3600 192.0.2.10');
    expect(on.provider.made).toEqual(['www.example.com. A 86400→3600']);
    expect(await on.journal.openIntents()).toEqual([]);
  });

  it('that refuses is reported, and asked again next time', async () => {
    await using on = await stage(WWW);
    const { Failure } = await import('../../src/model/failure.ts');
    await on.at(6 * DAY);
    const provider = {
      ...on.provider,
      changeTtls: () => Promise.reject(new Failure('provider', 'Access denied.')),
    };
    const report = await on.pass({ provider });
    expect(report.results).toMatchObject([{ outcome: 'refused', detail: 'Access denied.' }]);
    expect(outcomes(await on.pass())).toEqual(['www.example.com. A one-week verified']);
  });

  it('with a server that lags: pending, then verified, and nothing sent twice', async () => {
    await using on = await stage(WWW);
    await on.at(6 * DAY);
    on.world.authority('ns2.example.com').behave({ kind: 'lagging' });
    const first = await on.pass();
    expect(first.results).toMatchObject([{ outcome: 'pending' }]);
    const second = await on.pass();
    expect([outcomes(second), second.notices]).toEqual([['www.example.com. A one-week pending'], []]);
    on.world.authority('ns2.example.com').behave({ kind: 'normal' });
    expect(outcomes(await on.pass())).toEqual(['www.example.com. A one-week verified']);
    expect(on.provider.made).toEqual(['www.example.com. A 86400→3600']);
  });

  it('with a server that lags for days: the next step does not wait for it', async () => {
    await using on = await stage(WWW);
    await on.at(6 * DAY);
    on.world.authority('ns2.example.com').behave({ kind: 'lagging' });
    await on.pass();
    await on.at(3600);
    await on.pass();
    expect(on.live()).toBe('300 192.0.2.10');
    on.world.authority('ns2.example.com').behave({ kind: 'normal' });
    const report = await on.pass();
    expect([outcomes(report), report.notices]).toEqual([['www.example.com. A day-of verified'], []]);
    expect(await on.journal.openIntents()).toEqual([]);
  });
});

describe('the user', () => {
  it('who holds a migration stops every step, and resumes it', async () => {
    await using on = await stage(WWW);
    const say = (state: 'held' | 'running' | 'aborted') =>
      on.journal.recordState({ migration: 'move', state, at: on.clock.now(), by: 'test' });
    await on.at(6 * DAY);
    await say('held');
    expect(outcomes(await on.pass())).toEqual([]);
    await say('running');
    expect(outcomes(await on.pass())).toEqual(['www.example.com. A one-week verified']);
    await say('aborted');
    expect(outcomes(await on.pass())).toEqual(['www.example.com. A restore verified']);
    expect(on.live()).toBe('86400 192.0.2.10');
    await on.at(3600);
    expect(outcomes(await on.pass())).toEqual([]);
  });

  it('who moves the cutover half-way gets another plan from where it stands', async () => {
    await using on = await stage(WWW);
    await on.at(6 * DAY);
    await on.pass();
    const later = migration({ cutover: { at: plusSeconds(CUTOVER, 10 * DAY), timezone: 'UTC' } });
    await on.at(3600);
    expect(outcomes(await on.pass({ migration: later }))).toEqual([]);
    await on.at(-10 * DAY + 3600);
    expect(outcomes(await on.pass({ migration: later }))).toEqual(['www.example.com. A day-of verified']);
    await on.at(-14 * DAY);
    await on.pass({ migration: later });
    expect(on.live()).toBe('86400 192.0.2.10');
  });

  it('who moves it after everything came back starts again, with what stands then', async () => {
    await using on = await stage(WWW);
    await lowered(on);
    await on.at(-4 * DAY);
    await on.pass();
    on.edit({ ttl: 7200 });
    const later = migration({ cutover: { at: plusSeconds(CUTOVER, 20 * DAY), timezone: 'UTC' } });
    await on.at(-20 * DAY + 3600);
    expect(outcomes(await on.pass({ migration: later }))).toEqual(['www.example.com. A day-of verified']);
    await on.at(-24 * DAY);
    await on.pass({ migration: later });
    expect(on.live()).toBe('7200 192.0.2.10');
  });

  it('who freezes writing gets the step before it, and the restore after it', async () => {
    await using on = await stage(WWW, {
      migration: {
        freezes: [
          { from: plusSeconds(CUTOVER, -8 * DAY), to: plusSeconds(CUTOVER, -5 * DAY) },
          { from: plusSeconds(CUTOVER, 2 * DAY), to: plusSeconds(CUTOVER, 6 * DAY) },
        ],
      },
    });
    await on.at(8 * DAY + 600);
    expect(outcomes(await on.pass())).toEqual(['www.example.com. A one-week verified']);
    await on.at(3600);
    await on.pass();
    await on.at(-4 * DAY);
    expect(outcomes(await on.pass())).toEqual([]);
    await on.at(-6 * DAY);
    expect(outcomes(await on.pass())).toEqual(['www.example.com. A restore verified']);
  });

  it('whose freeze holds now waits for its end', async () => {
    await using on = await stage(WWW, {
      migration: { freezes: [{ from: plusSeconds(CUTOVER, -9 * DAY), to: plusSeconds(CUTOVER, -5 * DAY) }] },
    });
    await on.at(7 * DAY);
    expect(outcomes(await on.pass())).toEqual([]);
    await on.at(5 * DAY);
    expect(outcomes(await on.pass())).toEqual(['www.example.com. A one-week verified']);
  });
});

describe('what is not ours', () => {
  it('the NS set of an apex is lowered only where its type is named', async () => {
    const apex = named('example.com', 'A', 'NS');
    await using on = await stage('@ 86400 A 192.0.2.10', {
      migration: { records: [{ ...apex, anyType: true } as typeof apex] },
    });
    on.edit({ ttl: 172_800 }, '@', 'NS');
    await lowered(on);
    expect(on.live('@', 'NS')).toContain('172800 ');
    expect(on.live('@')).toBe('300 192.0.2.10');
    await using also = await stage('@ 86400 A 192.0.2.10', { migration: { records: [apex] } });
    also.edit({ ttl: 172_800 }, '@', 'NS');
    await lowered(also);
    expect(also.live('@', 'NS')).toContain('300 ');
  });

  it('an NS set that was named is seen with its new TTL in the pass that lowers it', async () => {
    const apex = named('example.com', 'NS');
    await using on = await stage('', { migration: { records: [apex] } });
    on.edit({ ttl: 172_800 }, '@', 'NS');
    await on.at(6 * DAY);
    expect(outcomes(await on.pass())).toEqual(['example.com. NS one-week verified']);
  });

  it('aliases are shown as fixed, and never sent', async () => {
    await using on = await stage(WWW);
    await on.at(3600);
    const provider = {
      ...on.provider,
      async *readRrsets(...args: Parameters<typeof on.provider.readRrsets>) {
        for await (const set of on.provider.readRrsets(...args))
          yield {
            ...set,
            ttl: null,
            fixed: { kind: 'alias' as const, detail: 'An alias of a load balancer.' },
          };
      },
    };
    const report = await on.pass({ provider });
    expect(report.plan.rrsets).toMatchObject([
      { disposition: 'fixed', because: 'An alias of a load balancer.' },
    ]);
    expect(outcomes(report)).toEqual([]);
  });

  it('a zone delegated elsewhere is foreign', async () => {
    await using on = await stage(
      'sub 86400 NS ns1.sub\nns1.sub 86400 A 192.0.2.9\nwww.sub 86400 A 192.0.2.10',
      {
        migration: { records: [named('www.sub.example.com', 'A')] },
      },
    );
    await on.at(3600);
    const report = await on.pass();
    expect(outcomes(report)).toEqual([]);
    expect(on.provider.made).toEqual([]);
  });

  it('what nobody answers is not changed', async () => {
    await using on = await stage(WWW);
    await on.at(3600);
    for (const name of ['ns1.example.com', 'ns2.example.com'])
      on.world.authority(name).behave({ kind: 'silent' });
    const report = await on.pass();
    expect(outcomes(report)).toEqual([]);
    expect(report.plan.rrsets).toMatchObject([{ disposition: 'held' }]);
    expect(on.provider.made).toEqual([]);
  });

  it('external-dns is named before the first change', async () => {
    await using on = await stage(`${WWW}\na-www 300 TXT "heritage=external-dns,external-dns/owner=k8s"`);
    expect((await on.pass()).notices.join()).toContain(
      'external-dns owns www.example.com. (TXT at a-www.example.com.)',
    );
  });
});

describe('an approved plan', () => {
  it('that no longer fits stops the pass before the first change', async () => {
    await using on = await stage(WWW);
    await on.at(6 * DAY);
    const pass = on.pass({ differences: () => ['www.example.com. A: its TTL is now 3600 s.'] });
    await expect(pass).rejects.toThrow(
      'The approved plan no longer fits:\nwww.example.com. A: its TTL is now',
    );
    expect(on.provider.made).toEqual([]);
  });
});
