import { expect, it } from 'vitest';
import { createBusyServers, type TransportNews } from '../../../src/dns/transport/busyServers.ts';
import { createFakeClock } from './fakeClock.ts';

/** A server asked by 32 askers, each with its next question as soon as the last was answered. */
function setUp() {
  const clock = createFakeClock();
  const news: TransportNews[] = [];
  const busy = createBusyServers(clock, (one) => news.push(one));
  async function ask(
    questions: number,
    pace: { readonly udpMs: number; readonly tcpMs: number; readonly tcpFails?: true },
    askers = 32,
  ): Promise<{ udp: number; tcp: number }> {
    const used = { udp: 0, tcp: 0 };
    const underWay = Array.from({ length: askers }, () => busy.choose('s 53'));
    for (let i = 0; i < questions; i++) {
      const transport = underWay.shift() ?? 'udp';
      used[transport]++;
      await clock.advance(transport === 'udp' ? pace.udpMs : pace.tcpMs);
      busy.ended('s 53', transport, transport === 'tcp' && pace.tcpFails ? 'failed' : 'answered');
      underWay.push(busy.choose('s 53'));
    }
    for (const transport of underWay) busy.ended('s 53', transport, 'answered');
    return used;
  }
  return { ask, news };
}

it('goes over to TCP after a trial in which that was faster', async () => {
  const { ask, news } = setUp();
  const used = await ask(2000, { udpMs: 0.2, tcpMs: 0.05 });
  expect(used.tcp).toBeGreaterThan(1500);
  expect(news).toMatchObject([{ server: 's 53', transport: 'tcp' }]);
});

it('stays with UDP where TCP was much slower in the trial', async () => {
  const { ask, news } = setUp();
  const used = await ask(4000, { udpMs: 0.1, tcpMs: 1 });
  expect(used.tcp).toBeLessThan(350);
  expect(news).toMatchObject([{ transport: 'udp' }]);
});

it('stays with UDP after one question that TCP did not answer', async () => {
  const { ask, news } = setUp();
  expect(await ask(4000, { udpMs: 0.1, tcpMs: 1, tcpFails: true })).toEqual({ udp: 3999, tcp: 1 });
  expect(news).toEqual([{ server: 's 53', transport: 'udp', pace: { udp: 10_000, tcp: null } }]);
});

it('never tries TCP for a server that is not asked much at a time', async () => {
  const { ask, news } = setUp();
  expect(await ask(4000, { udpMs: 0.1, tcpMs: 0.01 }, 8)).toEqual({ udp: 4000, tcp: 0 });
  expect(news).toEqual([]);
});

it('leaves a connection that went bad, after three failures in a row', async () => {
  const { ask, news } = setUp();
  await ask(2000, { udpMs: 0.2, tcpMs: 0.05 });
  const used = await ask(500, { udpMs: 0.2, tcpMs: 0.05, tcpFails: true });
  expect(used.tcp).toBeLessThan(40);
  expect(news.map(({ transport }) => transport)).toEqual(['tcp', 'udp']);
});
