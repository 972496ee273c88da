/**
 * A small Route 53 in the process: the REST/XML protocol of 2013-04-01 over HTTP on loopback, for the demo and the tests.
 * What it does is what the API reference says of each action, named where it is done; there is no authentication
 * beyond a look at whether the request is signed.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../model/clock.ts';
import { nameFromRoute53 } from '../providers/route53/route53Name.ts';
import { applyBatch, type BatchItem, keyOf } from './route53/applyBatch.ts';
import { listingXml, pageSize } from './route53/listing.ts';
import { type RecordSet, readRecordSet } from './route53/recordSet.ts';
import { NAMESPACE, Refusal, refusalXml } from './route53/refusal.ts';
import { type BucketSize, tokenBucket } from './route53/tokenBucket.ts';
import { child, childText, type Element, escaped, parseXml, tag } from './route53/xml.ts';

export interface HostedZoneDescription {
  readonly id: string;
  readonly name: string;
  readonly visibility?: 'public' | 'private';
  readonly nameServers: readonly string[];
  /** The service that made the zone, such as `servicediscovery.example.com`. */
  readonly linkedService?: string;
  readonly sets: readonly RecordSet[];
}

export interface Route53World {
  readonly clock: Clock;
  readonly zones: readonly HostedZoneDescription[];
  /** Seconds from a change until GetChange says INSYNC; 0 unless given. */
  readonly inSyncAfter?: number;
  /** Seconds after a change for which another of the same zone is refused (PriorRequestNotComplete); 0 unless given. */
  readonly busyFor?: number;
  /** Requests of the account; the real one has a burst of 50 and 10 a second. None unless given. */
  readonly throttle?: BucketSize;
  /** IAM actions that are denied, such as `route53:GetChange`. */
  readonly denied?: readonly string[];
  /** Called when a change has become INSYNC, with the zone as it is then. */
  readonly onInSync?: (zone: HostedZoneDescription) => void;
}

/** One request as it came, for assertions. */
export interface Route53Request {
  readonly action: string;
  readonly authorization: string | undefined;
  readonly securityToken: string | undefined;
  readonly body: string;
}

export interface Route53 {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  zones(): readonly HostedZoneDescription[];
  /** Somebody else's hand: replaces the set with the same name, type and identifier; without a TTL and alias, deletes it. */
  edit(zoneId: string, set: RecordSet): void;
  requests(): readonly Route53Request[];
  stop(): Promise<void>;
}

interface Change {
  readonly id: string;
  readonly zoneId: string;
  readonly submittedAt: number;
}

/** API reference, ListHostedZones: at most 100 a page. */
const MAX_ZONES = 100;

export async function startRoute53(world: Route53World): Promise<Route53> {
  const { clock, inSyncAfter = 0, busyFor = 0, denied = [] } = world;
  const zones = new Map(world.zones.map((zone) => [zone.id, zone]));
  const changes = new Map<string, Change>();
  const requests: Route53Request[] = [];
  const stopped = new AbortController();
  const mayPass = world.throttle === undefined ? () => true : tokenBucket(clock, world.throttle);

  function zoneById(id: string): HostedZoneDescription {
    const zone = zones.get(id);
    if (zone === undefined) throw new Refusal('NoSuchHostedZone', `No hosted zone found with ID: ${id}`, 404);
    return zone;
  }

  /** Actions by method and path; each returns the inside of its response element. */
  const ACTIONS: readonly {
    readonly action: string;
    readonly method: string;
    readonly path: RegExp;
    readonly answer: (id: string, query: URLSearchParams, body: string) => string;
  }[] = [
    {
      action: 'ListHostedZones',
      method: 'GET',
      path: /^\/2013-04-01\/hostedzone()$/,
      answer: (_, query) => {
        const all = [...zones.values()];
        const marker = query.get('marker');
        const from = marker === null ? 0 : all.findIndex((zone) => zone.id === marker);
        if (from < 0) throw new Refusal('InvalidInput', 'The marker is no zone.');
        const items = pageSize(query, MAX_ZONES);
        const next = all[from + items];
        return [
          tag('HostedZones', ...all.slice(from, from + items).map(zoneXml)),
          marker === null ? '' : tag('Marker', marker),
          tag('IsTruncated', String(next !== undefined)),
          next === undefined ? '' : tag('NextMarker', next.id),
          tag('MaxItems', String(items)),
        ].join('');
      },
    },
    {
      action: 'GetHostedZone',
      method: 'GET',
      path: /^\/2013-04-01\/hostedzone\/([^/]+)$/,
      answer: (id) => {
        const zone = zoneById(id);
        // "DelegationSet: … only for public hosted zones."
        const servers = zone.nameServers.map((name) => tag('NameServer', escaped(name)));
        return zoneXml(zone) + (isPrivate(zone) ? '' : tag('DelegationSet', tag('NameServers', ...servers)));
      },
    },
    {
      action: 'ListResourceRecordSets',
      method: 'GET',
      path: /^\/2013-04-01\/hostedzone\/([^/]+)\/rrset$/,
      // "Returns the most current version of the records. This includes records that are PENDING."
      answer: (id, query) => listingXml(zoneById(id).sets, query),
    },
    {
      action: 'ChangeResourceRecordSets',
      method: 'POST',
      path: /^\/2013-04-01\/hostedzone\/([^/]+)\/rrset\/?$/,
      answer: (id, _, body) => changeXml(change(zoneById(id), readBatch(body))),
    },
    {
      action: 'GetChange',
      method: 'GET',
      path: /^\/2013-04-01\/change\/([^/]+)$/,
      answer: (id) => {
        const found = changes.get(id);
        if (found === undefined)
          throw new Refusal('NoSuchChange', `Could not find resource with ID: ${id}`, 404);
        return changeXml(found);
      },
    },
  ];

  function change(zone: HostedZoneDescription, batch: readonly BatchItem[]): Change {
    const now = clock.now();
    // "If Route 53 can't process a request before the next request arrives, it will reject subsequent requests for the same zone."
    if ([...changes.values()].some((c) => c.zoneId === zone.id && now < c.submittedAt + busyFor * 1000))
      throw new Refusal(
        'PriorRequestNotComplete',
        'The request was rejected because Route 53 was still processing a prior request.',
      );
    zones.set(zone.id, { ...zone, sets: applyBatch(nameFromRoute53(zone.name), zone.sets, batch) });
    const made: Change = {
      id: `C${String(changes.size + 1).padStart(13, '0')}`,
      zoneId: zone.id,
      submittedAt: now,
    };
    changes.set(made.id, made);
    void becomeInSync(made);
    return made;
  }

  async function becomeInSync({ zoneId }: Change): Promise<void> {
    await clock.wait(inSyncAfter * 1000, stopped.signal);
    const zone = zones.get(zoneId);
    if (!stopped.signal.aborted && zone !== undefined) world.onInSync?.(zone);
  }

  function changeXml({ id, submittedAt }: Change): string {
    const inSync = clock.now() >= submittedAt + inSyncAfter * 1000;
    return tag(
      'ChangeInfo',
      tag('Id', `/change/${id}`),
      tag('Status', inSync ? 'INSYNC' : 'PENDING'),
      tag('SubmittedAt', new Date(submittedAt).toISOString()),
    );
  }

  function answered(message: IncomingMessage, body: string): string {
    const url = new URL(message.url ?? '/', 'http://127.0.0.1');
    const found = ACTIONS.find(({ method, path }) => method === message.method && path.test(url.pathname));
    const { authorization } = message.headers;
    const token = message.headers['x-amz-security-token'];
    const securityToken = typeof token === 'string' ? token : undefined;
    requests.push({ action: found?.action ?? url.pathname, authorization, securityToken, body });
    if (found === undefined) throw new Refusal('InvalidAction', 'The action is not known here.', 404);
    if (!/^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/[^/]+\/route53\/aws4_request/.test(authorization ?? ''))
      throw new Refusal('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
    if (!mayPass()) throw new Refusal('Throttling', 'Rate exceeded');
    if (denied.includes(`route53:${found.action}`))
      throw new Refusal('AccessDenied', `User is not authorized to perform: route53:${found.action}`, 403);
    const id = decodeURIComponent(found.path.exec(url.pathname)?.[1] ?? '');
    const inner = found.answer(id, url.searchParams, body);
    return `<?xml version="1.0"?>\n<${found.action}Response xmlns="${NAMESPACE}">${inner}</${found.action}Response>`;
  }

  const server = createServer((message, response) => {
    const parts: Buffer[] = [];
    message.on('data', (part: Buffer) => parts.push(part));
    message.on('end', () => {
      const requestId = `00000000-0000-4000-8000-${String(requests.length).padStart(12, '0')}`;
      response.setHeader('content-type', 'text/xml');
      response.setHeader('x-amzn-requestid', requestId);
      try {
        response.end(answered(message, Buffer.concat(parts).toString('utf8')));
      } catch (error) {
        const refusal =
          error instanceof Refusal ? error : new Refusal('InternalFailure', 'The world failed.', 500);
        response.statusCode = refusal.status;
        response.end(refusalXml(refusal, requestId));
      }
    });
  });
  await listening(server);

  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    zones: () => [...zones.values()],
    edit(zoneId, set) {
      const zone = zoneById(zoneId);
      const others = zone.sets.filter((other) => keyOf(other) !== keyOf(set));
      const goes = set.TTL === undefined && set.AliasTarget === undefined;
      zones.set(zoneId, { ...zone, sets: goes ? others : [...others, set] });
    },
    requests: () => requests,
    async stop() {
      stopped.abort();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function readBatch(body: string): BatchItem[] {
  let root: Element;
  try {
    root = parseXml(body);
    const changes = child(child(root, 'ChangeBatch') ?? root, 'Changes');
    return (changes?.children ?? []).map((item) => {
      const set = child(item, 'ResourceRecordSet');
      if (set === undefined) throw new SyntaxError('a change without a ResourceRecordSet');
      return { action: childText(item, 'Action') ?? '', set: readRecordSet(set) };
    });
  } catch (error) {
    if (error instanceof SyntaxError) throw new Refusal('InvalidInput', `Invalid XML; ${error.message}`);
    throw error;
  }
}

function isPrivate(zone: HostedZoneDescription): boolean {
  return zone.visibility === 'private';
}

function zoneXml(zone: HostedZoneDescription): string {
  const service = zone.linkedService;
  return tag(
    'HostedZone',
    tag('Id', `/hostedzone/${zone.id}`),
    tag('Name', escaped(zone.name)),
    tag('CallerReference', zone.id),
    tag('Config', tag('PrivateZone', String(isPrivate(zone)))),
    tag('ResourceRecordSetCount', String(zone.sets.length)),
    service === undefined ? '' : tag('LinkedService', tag('ServicePrincipal', escaped(service))),
  );
}

function listening(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
}
