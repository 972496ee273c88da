import type { Name } from '../model/name.ts';
import type { Answer, ZoneView } from '../model/observation.ts';
import { askAll } from './askAll.ts';
import type { RunContext } from './context.ts';
import type { Errand } from './errand.ts';
import type { Hop } from './hop.ts';
import { addressText } from './interpret.ts';
import type { ZoneEntry } from './zoneBook.ts';

/** A zone with the answers that it was read from. */
export interface View {
  readonly zone: ZoneView;
  readonly answers: readonly Answer[];
}

/** The zones met; of the target's own also SOA, NS and what the parent says. */
export async function viewsOf(run: RunContext, errand: Errand, hops: readonly Hop[]): Promise<View[]> {
  const zones = [...new Set(hops.flatMap((hop) => (hop.zone === null ? [] : [hop.zone])))];
  return Promise.all(zones.map((zone, i) => (i === 0 ? viewOf(run, errand, zone) : glimpseOf(errand, zone))));
}

async function viewOf(run: RunContext, errand: Errand, zone: ZoneEntry): Promise<View> {
  if (zone.settled !== undefined) return zone.settled.view;
  const none = { answers: [], delegation: null, noDelegation: 'unobserved' } as const;
  const asksContext = run.authority.mode !== 'none';
  const [known, further, context, parent] = await Promise.all([
    errand.orElse(zone.servers, () => []),
    asksContext ? errand.orElse(zone.further(), () => []) : [],
    asksContext ? errand.orElse(zone.context(), () => []) : [],
    errand.orElse(zone.parent(), () => none),
  ]);
  const servers = [...known, ...further];
  const ofFurther = await errand.orElse(askAll(run, further, zone.apex, ['SOA', 'NS'], zone.apex), () => []);
  const own = [...context, ...ofFurther];
  const view: View = {
    zone: {
      apex: zone.apex,
      servers: servers.map((s) => ({ name: s.name as Name, addresses: s.endpoints.map(addressText) })),
      delegation: parent.delegation,
      ...(parent.noDelegation === undefined ? {} : { noDelegation: parent.noDelegation }),
      soa: soaAmong(own),
    },
    answers: [...own, ...parent.answers],
  };
  if (errand.reason() === undefined) zone.settled = { servers, view };
  return view;
}

async function glimpseOf(errand: Errand, zone: ZoneEntry): Promise<View> {
  const servers = await errand.orElse(zone.servers, () => []);
  return {
    zone: {
      apex: zone.apex,
      servers: servers.map((s) => ({ name: s.name as Name, addresses: s.endpoints.map(addressText) })),
      ...{ delegation: null, noDelegation: 'not-asked', soa: null },
    },
    answers: [],
  };
}

/** The SOA with the longest negative TTL that an authority gave. */
function soaAmong(answers: readonly Answer[]): ZoneView['soa'] {
  const seen = answers.filter((a) => a.aa).flatMap((a) => a.rrsets.filter((s) => s.type === 'SOA'));
  const soas = seen.flatMap((set) =>
    set.rdata.map((text) => {
      const [, , serial, , , , minimum] = text.split(' ').map(Number);
      return { owner: set.owner, ttl: set.ttl, serial: serial ?? 0, minimum: minimum ?? 0 };
    }),
  );
  return soas.sort((a, b) => Math.min(b.ttl, b.minimum) - Math.min(a.ttl, a.minimum))[0] ?? null;
}
