import { createExchanger } from '../../src/dns/exchanger.ts';
import type { ResourceRecord } from '../../src/dns/message.ts';
import { presentRdata } from '../../src/dns/present.ts';
import { rcodeName } from '../../src/dns/rcode.ts';
import type { Clock } from '../../src/model/clock.ts';
import { parseName } from '../../src/model/name.ts';
import { typeCode, typeName } from '../../src/model/recordType.ts';
import type { World } from '../../src/world/world.ts';

/** What came back, as short text: `NOERROR aa` and records as in a zone. */
export interface Told {
  readonly head: string;
  readonly answers: readonly string[];
  readonly authority: readonly string[];
  readonly transport: string;
}

/** Asks through real sockets. RD is set where the address is a resolver's. */
export async function ask(
  world: World,
  clock: Clock,
  address: string,
  name: string,
  type: string,
): Promise<Told> {
  const exchanger = createExchanger({ clock, dial: world.dial });
  try {
    const exchanged = await exchanger.exchange(
      { protocol: 'udp', address },
      { name: parseName(name), type: typeCode(type) ?? 0, recursionDesired: isResolver(world, address) },
      { timeoutMs: 2000, tries: 1 },
    );
    const { transport } = exchanged;
    if (exchanged.kind !== 'message') return { head: exchanged.kind, answers: [], authority: [], transport };
    const { message } = exchanged;
    const flags = [message.aa ? ' aa' : '', message.ra ? ' ra' : ''].join('');
    return {
      head: rcodeName(message.rcode) + flags,
      answers: message.answers.map(shown),
      authority: message.authority.map(shown),
      transport,
    };
  } finally {
    await exchanger.close();
  }
}

function isResolver(world: World, address: string): boolean {
  return world.resolvers.some((r) => r.endpoints.some((e) => e.address === address));
}

function shown(record: ResourceRecord): string {
  return `${record.owner} ${record.ttl} ${typeName(record.type)} ${presentRdata(record)}`;
}
