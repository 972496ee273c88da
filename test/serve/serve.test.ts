import { request } from 'node:http';
import { connect } from 'node:net';
import parsePrometheusTextFormat from 'parse-prometheus-text-format';
import { describe, expect, it } from 'vitest';
import { type Instant, plusSeconds } from '../../src/model/instant.ts';
import type { PassReport } from '../../src/model/pass.ts';
import type { SchedulerEvent } from '../../src/model/schedulerEvent.ts';
import { parseListen } from '../../src/serve/listenAddress.ts';
import { liveRoutes } from '../../src/serve/liveRoutes.ts';
import { createLiveState, type LiveState } from '../../src/serve/liveState.ts';
import { type ReadOnlyServer, startReadOnlyServer } from '../../src/serve/readOnlyServer.ts';
import { AT, PLAN_SAMPLES } from '../report/planSamples.ts';

const NEXT = plusSeconds(AT, 300);

function passOf(sample: string, migration = 'shop'): PassReport {
  const plan = PLAN_SAMPLES[sample]?.migrations[0]?.plan;
  if (plan === undefined) throw new Error(`there is no sample ${sample}`);
  return {
    ...{ migration, plan: { ...plan, migration }, startedAt: AT, finishedAt: AT, mode: 'dry-run' },
    ...{ state: 'running', results: [], notices: [], unobserved: [] },
    drains: plan.rrsets.map(({ owner, type }, i) => ({
      ...{ owner, type, drainedAt: [AT, plusSeconds(AT, 60), null][i % 3] ?? null },
    })),
  };
}

function tick(passes: readonly PassReport[]): SchedulerEvent {
  return {
    kind: 'tick-ended',
    at: AT,
    report: {
      ...{ at: AT, finishedAt: AT, cause: 'cron', mode: 'dry-run', failures: [], resting: 0, nextAt: NEXT },
      passes,
    },
  };
}

async function started(
  state: LiveState,
  now: Instant = AT,
  page: () => Promise<string> = async () => '<p>the page</p>',
): Promise<ReadOnlyServer> {
  return await startReadOnlyServer(
    { host: '127.0.0.1', port: 0 },
    liveRoutes(state, () => now, page),
    () => {},
  );
}

describe('the server', () => {
  it('serves the page and its health, with headers that keep it to itself', async () => {
    const state = createLiveState();
    await using server = await started(state);
    const page = await fetch(`${server.url}/`);
    expect(await page.text()).toBe('<p>the page</p>');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(503);
    state.hear(tick([]));
    expect((await fetch(`${server.url}/readyz?verbose`)).status).toBe(200);
    expect((await fetch(`${server.url}/nothing`)).status).toBe(404);
  });

  it('changes nothing for anybody', async () => {
    await using server = await started(createLiveState());
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const answer = await fetch(`${server.url}/`, { method });
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    }
    const head = await fetch(`${server.url}/`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '15', '']);
  });

  it('answers under its address and localhost only, so that no site can point its name here', async () => {
    await using server = await started(createLiveState());
    const statusFor = async (host: string): Promise<number | undefined> =>
      await new Promise((resolve, reject) => {
        request(`${server.url}/`, { headers: { host } }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        })
          .on('error', reject)
          .end();
      });
    for (const host of ['127.0.0.1:1', 'localhost', 'LOCALHOST:9464', '[::1]:9464'])
      expect([host, await statusFor(host)]).toEqual([host, 200]);
    for (const host of ['www.example.com', 'localhost.example.com', '127.0.0.1.example.com'])
      expect([host, await statusFor(host)]).toEqual([host, 421]);
  });

  it('says 500 and goes on when a page cannot be drawn', async () => {
    await using server = await started(createLiveState(), AT, () => Promise.reject(new Error('secret')));
    const answer = await fetch(`${server.url}/`);
    expect([answer.status, await answer.text()]).toEqual([500, 'This went wrong; the log says why.\n']);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });

  it('ends with connections open', async () => {
    const server = await started(createLiveState());
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.on('error', () => {});
    const closed = new Promise((resolve) => socket.on('close', resolve));
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.write('GET / HTTP/1.1\r\n');
    await server[Symbol.asyncDispose]();
    await closed;
  });

  it('says in words that a port is taken', async () => {
    await using server = await started(createLiveState());
    const port = Number(new URL(server.url).port);
    await expect(startReadOnlyServer({ host: '127.0.0.1', port }, new Map(), () => {})).rejects.toThrow(
      `--listen 127.0.0.1:${port} is not possible`,
    );
  });
});

describe('readiness of the scheduler', () => {
  it('ends when the next tick is overdue or one fails, and comes back', () => {
    const state = createLiveState();
    state.hear(tick([]));
    expect(state.isFresh(plusSeconds(NEXT, 900))).toBe(true);
    expect(state.isFresh(plusSeconds(NEXT, 901))).toBe(false);
    state.hear({ kind: 'tick-failed', at: AT, failure: { kind: 'journal', message: 'It is full.' } });
    expect(state.isFresh(AT)).toBe(false);
    state.hear(tick([]));
    expect(state.isFresh(AT)).toBe(true);
  });
});

describe('what is kept', () => {
  it('is the newest pass of each migration, also of those that rest', () => {
    const state = createLiveState();
    state.hear(tick([passOf('feasible', 'shop'), passOf('mixed', 'mail')]));
    state.hear(tick([passOf('past', 'mail')]));
    expect(state.passes().map(({ migration, plan }) => [migration, plan.rrsets.length])).toEqual([
      ['shop', 4],
      ['mail', 1],
    ]);
    state.hear({ kind: 'reloaded', at: AT, migrations: ['mail'] });
    expect(state.passes().map(({ migration }) => migration)).toEqual(['mail']);
  });
});

describe('a migration that could not be looked at', () => {
  it('is told until a pass over it ends', () => {
    const state = createLiveState();
    const failure = { kind: 'provider', message: 'Nobody answers.' } as const;
    const failed = tick([]);
    if (failed.kind !== 'tick-ended') throw new Error('no tick');
    state.hear({ ...failed, report: { ...failed.report, failures: [{ migration: 'shop', failure }] } });
    state.hear(tick([]));
    expect(state.failing()).toEqual([{ migration: 'shop', failure }]);
    state.hear(tick([passOf('feasible')]));
    expect(state.failing()).toEqual([]);
  });
});

describe('metrics', () => {
  it('tell of readiness, time left, TTLs, steps, errors and ticks', async () => {
    const state = createLiveState();
    state.hear(tick([passOf('feasible'), passOf('mixed', 'old"\n{}')]));
    state.hear({
      kind: 'pass-failed',
      at: AT,
      migration: 'x',
      failure: { kind: 'provider', message: 'No.' },
    });
    await using server = await started(state);
    const answer = await fetch(`${server.url}/metrics`);
    const text = await answer.text();
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    for (const line of [
      'ttl_check_migration_ready{migration="shop"} 1',
      'ttl_check_migration_ready{migration="old\\"\\n{}"} 0',
      'ttl_check_seconds_to_cutover{migration="shop"} 921600',
      'ttl_check_steps_ahead{migration="shop"} 8',
      'ttl_check_configured_ttl_seconds{migration="shop",owner="www.example.com.",type="A"} 86400',
      'ttl_check_stale_window_seconds{migration="shop",owner="www.example.com.",type="A"} 601',
      'ttl_check_errors_total{kind="provider"} 1',
      'ttl_check_last_tick_fresh 1',
      `ttl_check_last_tick_timestamp_seconds ${AT / 1000}`,
      'ttl_check_rrsets_omitted 0',
      'ttl_check_rrset_drained{migration="shop",owner="api.example.com.",type="A"} 1',
      'ttl_check_rrset_drained{migration="shop",owner="low.example.com.",type="A"} 0',
    ])
      expect(text.split('\n')).toContain(line);
  });

  it('are read by a parser that others wrote, each with its help, its type and no series twice', async () => {
    const state = createLiveState();
    const names = ['old"\n{}', 'back\\slash', '\u2028\u0000', 'ä'];
    state.hear(tick([passOf('feasible'), ...names.map((name) => passOf('mixed', name))]));
    await using server = await started(state);
    const families = parsePrometheusTextFormat(await (await fetch(`${server.url}/metrics`)).text());
    expect(families.map(({ name }) => name).toSorted()).toEqual(
      [
        ...['migration_ready', 'seconds_to_cutover', 'steps_ahead', 'names_unobserved', 'rrset_ready'],
        ...['configured_ttl_seconds', 'stale_window_seconds', 'rrset_drained', 'rrsets_omitted'],
        ...['last_tick_fresh', 'last_tick_timestamp_seconds', 'steps_total', 'errors_total'],
      ]
        .map((name) => `ttl_check_${name}`)
        .toSorted(),
    );
    for (const { name, help, type, metrics } of families) {
      expect([name, help.length > 10]).toEqual([name, true]);
      expect([name, type]).toEqual([name, name.endsWith('_total') ? 'COUNTER' : 'GAUGE']);
      const series = metrics.map(({ labels }) => JSON.stringify(labels ?? {}));
      expect([name, new Set(series).size]).toEqual([name, series.length]);
      for (const { value } of metrics) expect(Number.isFinite(Number(value))).toBe(true);
    }
    const ready = families.find(({ name }) => name === 'ttl_check_migration_ready');
    expect(ready?.metrics.map(({ labels }) => labels?.migration)).toEqual(['shop', ...names]);
  });
});

describe('--listen', () => {
  it('takes a port of this machine, or an address with a port', () => {
    expect(parseListen('9464')).toEqual({ host: '127.0.0.1', port: 9464 });
    expect(parseListen('0.0.0.0:80')).toEqual({ host: '0.0.0.0', port: 80 });
    expect(parseListen('[::1]:9464')).toEqual({ host: '::1', port: 9464 });
    expect(parseListen('metrics.example.com:1')).toEqual({ host: 'metrics.example.com', port: 1 });
  });

  it.each(['', 'x', '65536', '::1:80', '[x]:80', '127.0.0.1:', ':80'])('refuses %j', (value) => {
    expect(() => parseListen(value)).toThrow('is neither PORT nor HOST:PORT');
  });
});
