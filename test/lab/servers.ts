import type { Place } from './addresses.ts';
import { look } from './dig.ts';
import type { Program } from './programs.ts';

export const RESOLVERS = ['unbound', 'bind', 'kresd', 'recursor', 'dnsmasq'] as const;
export type ResolverName = (typeof RESOLVERS)[number];

/** The resolvers that also listen by TLS (853) and HTTPS (443, /dns-query). */
export const ENCRYPTED_RESOLVERS: readonly ResolverName[] = ['unbound', 'bind', 'kresd'];

export interface ServerKind {
  readonly program: Program;
  /** Under conf/. */
  readonly template: string;
  /** What the program calls its configuration; some insist. */
  readonly confName: string;
  readonly args: (conf: string, dir: string) => readonly string[];
  /** Undefined when the server at this address answers what it should. */
  readonly complaint: (address: string) => Promise<string | undefined>;
}

const named = (conf: string): readonly string[] => ['-g', '-n', '1', '-c', conf];
const knotd = (conf: string): readonly string[] => ['-c', conf];
const nsd = (conf: string): readonly string[] => ['-d', '-c', conf];

/** The authorities, with the zones that each must serve before a test begins. */
export const AUTHORITIES: Readonly<Record<'root' | 'tld' | 'primary' | 'knot' | 'nsd', ServerKind>> = {
  root: {
    program: 'nsd',
    template: 'root.nsd.conf',
    confName: 'nsd.conf',
    args: nsd,
    complaint: serves('.'),
  },
  tld: {
    program: 'knotd',
    template: 'tld.knot.conf',
    confName: 'knot.conf',
    args: knotd,
    complaint: serves('test.', 'com.'),
  },
  primary: {
    program: 'named',
    template: 'primary.named.conf',
    confName: 'named.conf',
    args: named,
    complaint: both(
      serves(
        'example.test.',
        'example.com.',
        'shift.test.',
        'lag.test.',
        'lame.test.',
        'dead.test.',
        'move.test.',
      ),
      signs('signed.test.'),
    ),
  },
  knot: {
    program: 'knotd',
    template: 'secondary.knot.conf',
    confName: 'knot.conf',
    args: knotd,
    complaint: both(
      serves('example.test.', 'shift.test.', 'lag.test.', 'move.test.', 'turn.test.'),
      signs('signed.test.'),
    ),
  },
  nsd: {
    program: 'nsd',
    template: 'secondary.nsd.conf',
    confName: 'nsd.conf',
    args: nsd,
    complaint: serves('example.test.', 'example.com.', 'shift.test.', 'move.test.'),
  },
};

export const RESOLVER_KINDS: Readonly<Record<ResolverName, ServerKind>> = {
  unbound: {
    program: 'unbound',
    template: 'unbound.conf',
    confName: 'unbound.conf',
    args: (conf) => ['-d', '-c', conf],
    complaint: resolves,
  },
  bind: {
    program: 'named',
    template: 'bind.named.conf',
    confName: 'named.conf',
    args: named,
    complaint: resolves,
  },
  kresd: {
    program: 'kresd',
    template: 'kresd.conf',
    confName: 'kresd.conf',
    args: (conf, dir) => ['-n', '-c', conf, dir],
    complaint: resolves,
  },
  recursor: {
    program: 'pdns_recursor',
    template: 'recursor.conf',
    confName: 'recursor.conf',
    args: (_conf, dir) => [`--config-dir=${dir}`],
    complaint: resolves,
  },
  dnsmasq: {
    program: 'dnsmasq',
    template: 'dnsmasq.conf',
    confName: 'dnsmasq.conf',
    args: (conf) => ['--keep-in-foreground', '--log-facility=-', `--conf-file=${conf}`],
    complaint: resolves,
  },
};

/** Where each server's templates find the others. */
export const PLACES: readonly Place[] = ['root', 'tld', 'primary', 'knot', 'nsd', 'silent', ...RESOLVERS];

type Complaint = ServerKind['complaint'];

/** That each zone is answered with AA. */
export function serves(...zones: readonly string[]): Complaint {
  return async (address) => {
    for (const zone of zones) {
      const answer = await look(address, zone, 'SOA', '+norecurse');
      if (answer === undefined) return `${address} does not answer`;
      if (answer.rcode !== 'NOERROR' || !answer.flags.includes('aa') || answer.answer.length === 0)
        return `${address} answers ${zone} SOA with ${answer.rcode} [${answer.flags.join(' ')}]`;
    }
    return undefined;
  };
}

function signs(zone: string): Complaint {
  return async (address) => {
    const answer = await look(address, `www.${zone}`, 'A', '+norecurse', '+dnssec');
    return answer?.answer.some((r) => r.type === 'RRSIG')
      ? undefined
      : `${address} has no signatures in ${zone}`;
  };
}

function both(first: Complaint, second: Complaint): Complaint {
  return async (address) => (await first(address)) ?? (await second(address));
}

async function resolves(address: string): Promise<string | undefined> {
  const answer = await look(address, 'probe.example.test.', 'A');
  if (answer === undefined) return `${address} does not answer`;
  return answer.answer.some((r) => r.rdata === '192.0.2.2')
    ? undefined
    : `${address} answers probe.example.test. A with ${answer.rcode}`;
}
