import { isAtOrBelow, type Name } from '../model/name.ts';
import type { Answer, SeenRrset } from '../model/observation.ts';
import type { RecordType } from '../model/recordType.ts';
import type { Asked, Sharing } from './asker.ts';
import type { RunContext } from './context.ts';
import type { Errand } from './errand.ts';
import { type Asking, interpret } from './interpret.ts';
import { targetOf } from './seenRrsets.ts';
import type { Server } from './zone.ts';
import type { ZoneBook, ZoneEntry } from './zoneBook.ts';

/** What the authorities of one name's zone said about it. */
export interface Hop {
  readonly zone: ZoneEntry | null;
  readonly answers: readonly Answer[];
  /** Names that CNAMEs lead to and that these servers have no answer for. */
  readonly next: readonly Name[];
  /** Why there is no zone. */
  readonly nowhere?: string;
}

/** A referral may lead to a zone that refers on; more than this is somebody's mistake. */
const MOST_REFERRALS = 5;

/** A name to ask about. */
export interface HopAsked {
  readonly name: Name;
  /** What to ask, once the zone is known. */
  readonly types: (apex: Name) => readonly RecordType[];
  /** The zone of the target gets a look at its parent; the zones that a chain leads to do not. */
  readonly place: 'target' | 'chain';
  /** What its servers have said of it already, be it as one of another zone that they have. */
  readonly said?: readonly Answer[];
}

/** Asks every authoritative server of the zone of a name. */
export async function observeHop(
  run: RunContext,
  book: ZoneBook,
  errand: Errand,
  { name, types, place, said }: HopAsked,
): Promise<Hop> {
  const nowhere = () => ({ nowhere: errand.reason() === 'budget' ? 'no time was left' : 'interrupted' });
  const found = await errand.orElse(book.zoneOf(name), nowhere);
  if ('nowhere' in found) return { zone: null, answers: [], next: [], nowhere: found.nowhere };
  let zone = found;
  for (let referrals = 0; ; referrals++) {
    const before = referrals === 0 ? said : undefined;
    const answers = await askZone(run, errand, zone, { name, types: types(zone.apex), place, before });
    const deeper = referrals < MOST_REFERRALS ? referralBelow(answers, zone.apex) : undefined;
    if (deeper === undefined || run.authority.mode !== 'auto') {
      const shown = run.authority.mode === 'given' ? refine(book, zone, name, answers) : zone;
      const own = shown === zone ? answers : answers.map((answer) => toldOf(shown.apex, answer));
      return { zone: shown, answers: own, next: unanswered(own) };
    }
    zone = book.referred(deeper.apex, deeper.referral);
  }
}

interface ZoneAsked {
  readonly name: Name;
  readonly types: readonly RecordType[];
  readonly place: HopAsked['place'];
  readonly before: readonly Answer[] | undefined;
}

async function askZone(
  run: RunContext,
  errand: Errand,
  zone: ZoneEntry,
  asked: ZoneAsked,
): Promise<readonly Answer[]> {
  const { servers, answers } = await askOnce(run, errand, zone, asked);
  if (!differ(answers)) return answers;
  return [
    ...answers,
    ...(await askServers(run, errand, zone.apex, servers, asked.name, asked.types, 'again')),
  ];
}

async function askOnce(
  run: RunContext,
  errand: Errand,
  zone: ZoneEntry,
  { name, types, place, before }: ZoneAsked,
): Promise<{ readonly servers: readonly Server[]; readonly answers: readonly Answer[] }> {
  const sharing = place === 'chain' ? 'chain' : 'flight';
  const ask = (servers: readonly Server[]): Promise<Answer[]> =>
    askServers(run, errand, zone.apex, servers, name, types, sharing);
  if (before !== undefined) {
    const servers = zone.settled?.servers ?? (await errand.orElse(zone.servers, () => []));
    return { servers, answers: before.map((answer) => toldOf(zone.apex, answer)) };
  }
  // What many names of a long list have in common is known by now, and nothing of it is waited for again.
  if (zone.settled !== undefined)
    return { servers: zone.settled.servers, answers: await ask(zone.settled.servers) };
  // Under way together with the first questions: the parent and the zone's own NS may name more servers.
  const others = place === 'target' ? zone.further() : Promise.resolve([]);
  const known = await errand.orElse(zone.servers, () => []);
  const first = await ask(known);
  const further = await errand.orElse(others, () => []);
  const rest = await ask(further);
  return { servers: [...known, ...further], answers: [...first, ...rest] };
}

/**
 * Whether this is all that there is to a name: each server of its zone has its RRsets, or has not, and nothing leads
 * elsewhere.
 */
export function arePlain(answers: readonly Answer[], apex: Name): boolean {
  return answers.every((answer) => isPlain(answer, apex)) && !differ(answers);
}

function isPlain({ aa, outcome, rrsets, soa, question, shows }: Answer, apex: Name): boolean {
  if (!aa || shows !== undefined) return false;
  if (outcome === 'nodata' || outcome === 'nxdomain') return rrsets.length === 0 && soa?.owner === apex;
  const [set] = rrsets;
  const isDirect = rrsets.length === 1 && set?.owner === question.name && set.type === question.type;
  // An NS set below the apex may be that of a child zone on the same server.
  return outcome === 'answer' && isDirect && (set.type !== 'NS' || set.owner === apex);
}

/** Every server of a zone, each type; answers in that order. */
export function askServers(
  run: RunContext,
  errand: Errand,
  apex: Name,
  servers: readonly Server[],
  name: Name,
  types: readonly RecordType[],
  sharing: Sharing = 'flight',
): Promise<Answer[]> {
  const isOver = errand.reason() !== undefined;
  const asked = servers.flatMap((server) =>
    server.endpoints.flatMap((endpoint) =>
      types.map((type): { readonly asking: Asking; readonly exchanged: Promise<Asked> } => ({
        asking: {
          ...{ vantage: 'authority', server: server.name, endpoint, zone: apex, name, type },
          ...(sharing === 'again' ? { again: true as const } : {}),
        },
        exchanged: isOver
          ? NEVER
          : run.asker.ask(endpoint, { name, type, recursion: 'none' }, sharing, run.patience),
      })),
    ),
  );
  return errand.all(
    asked.map(({ exchanged }) => exchanged),
    (exchanged, i) => {
      const { asking } = asked[i] as (typeof asked)[number];
      const answer = interpret(asking, exchanged ?? unfinished(run, errand, asking));
      return run.authority.mode === 'given' ? answer : withinZone(answer, apex);
    },
  );
}

/** For whoever is not waited for. */
const NEVER = new Promise<never>(() => {});

/** What became of a question when its errand is over. */
export function unfinished(run: RunContext, errand: Errand, { endpoint }: Asking): Asked {
  const kind = errand.reason() === 'budget' ? 'timeout' : 'interrupted';
  return { kind, tries: 0, ignored: 0, transport: endpoint.protocol, at: run.clock.now() };
}

/** A server has the say only in its zone: what it adds about other zones may come from anywhere. */
function withinZone(answer: Answer, apex: Name): Answer {
  const end = answer.rrsets.findIndex((s) => !isAtOrBelow(s.owner, apex));
  return end === -1 ? answer : { ...answer, rrsets: answer.rrsets.slice(0, end) };
}

/** Whether servers that speak with authority say different things of the same RRset. */
function differ(answers: readonly Answer[]): boolean {
  const said = new Map<string, string>();
  for (const answer of answers) {
    if (!answer.aa) continue;
    const key = answer.question.type;
    const text = answer.rrsets.map(textOf).join('\n');
    if ((said.get(key) ?? text) !== text) return true;
    said.set(key, text);
  }
  return false;
}

function textOf(set: SeenRrset): string {
  return `${set.owner} ${set.type} ${set.ttl} ${set.rdata.join(' ')}`;
}

function referralBelow(
  answers: readonly Answer[],
  apex: Name,
): { readonly apex: Name; readonly referral: readonly SeenRrset[] } | undefined {
  if (answers.some((a) => a.aa)) return undefined;
  const referral = answers.find((a) => a.outcome === 'referral')?.referral ?? [];
  const cut = referral.find((s) => s.type === 'NS')?.owner;
  return cut !== undefined && cut !== apex && isAtOrBelow(cut, apex) ? { apex: cut, referral } : undefined;
}

/** With given servers, the zone is the one that the answers themselves show: a child may live on the same server. */
function refine(book: ZoneBook, zone: ZoneEntry, name: Name, answers: readonly Answer[]): ZoneEntry {
  const believed = answers.filter((a) => a.aa);
  const owners = believed.flatMap((a) => [
    ...a.rrsets.filter((s) => s.owner === name && s.type === 'NS').map((s) => s.owner),
    ...(a.soa !== undefined && a.rrsets.length === 0 ? [a.soa.owner] : []),
    ...(a.shows === undefined ? [] : [a.shows]),
  ]);
  const deepest = owners
    .filter((o) => isAtOrBelow(name, o) && isAtOrBelow(o, zone.apex) && o !== zone.apex)
    .sort((a, b) => b.length - a.length)[0];
  return deepest === undefined ? zone : book.known(deepest);
}

/** The answer as it would be, had it been asked for as one of this zone. */
export function toldOf(zone: Name, { shows, ...answer }: Answer): Answer {
  return { ...answer, zone, ...(shows === undefined || shows === zone ? {} : { shows }) };
}

/** The CNAME targets at which these answers stop without an end. */
function unanswered(answers: readonly Answer[]): Name[] {
  const names = answers.flatMap((answer) => {
    const last = answer.rrsets.at(-1);
    if (!answer.aa || last?.type !== 'CNAME' || answer.question.type === 'CNAME') return [];
    const target = targetOf(last);
    const denied = answer.soa !== undefined && isAtOrBelow(target, answer.soa.owner);
    const inside = answer.zone !== undefined && isAtOrBelow(target, answer.zone);
    return denied && inside ? [] : [target];
  });
  return [...new Set(names)].sort();
}
