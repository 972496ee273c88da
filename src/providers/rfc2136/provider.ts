import type { Dial } from '../../dns/exchange.ts';
import { cryptoRandom, type Random } from '../../dns/random.ts';
import { openSignedConversation, type SignedConversation } from '../../dns/signedConversation.ts';
import type { TsigKey } from '../../dns/tsig.ts';
import type { Clock } from '../../model/clock.ts';
import { Failure } from '../../model/failure.ts';
import { isAtOrBelow, type Name } from '../../model/name.ts';
import type { ChangeOutcome, LiveRrset, Provider, ProviderZone, TtlChange } from '../../model/provider.ts';
import type { Rfc2136Settings } from '../../model/providerSettings.ts';
import { RECORD_TYPES, typeCode } from '../../model/recordType.ts';
import { batchSize } from './batch.ts';
import { changeTtls } from './changing.ts';
import { readTsigKey } from './keyFile.ts';
import { readRecords, readSoa } from './primary.ts';
import { readByQuery, readByTransfer } from './reading.ts';
import { serverText } from './refusal.ts';

export interface Rfc2136Options {
  readonly settings: Rfc2136Settings;
  readonly key: TsigKey;
  readonly clock: Clock;
  /** Straight to the address unless given. */
  readonly dial?: Dial;
  readonly random?: Random;
  /** For each answer, in milliseconds; 10,000 unless given: a large update takes a primary some time. */
  readonly timeoutMs?: number;
}

/** Above so many owners the whole zone is fetched, if the server gives it. */
const MOST_OWNERS_BY_QUERY = 100;

/** The provider with its key read from where the settings say. Throws Failure (`config`). */
export async function openRfc2136Provider(
  options: Omit<Rfc2136Options, 'key'> & {
    readonly environment: Readonly<Record<string, string | undefined>>;
  },
): Promise<Provider> {
  return createRfc2136Provider({ ...options, key: await readTsigKey(options.settings, options.environment) });
}

/** A zone on its primary, by dynamic updates with TSIG. It has no word for "everywhere": the caller asks each authority. */
export function createRfc2136Provider(options: Rfc2136Options): Provider {
  const { settings, clock, key } = options;
  const dial = options.dial ?? ((host, port) => ({ host, port }));
  const random = options.random ?? cryptoRandom();
  const conversations = new Set<SignedConversation>();

  async function talk<T>(
    signal: AbortSignal | undefined,
    act: (conversation: SignedConversation) => Promise<T>,
  ): Promise<T> {
    const conversation = openSignedConversation({
      clock,
      random,
      dial,
      key,
      address: settings.server.address,
      port: settings.server.port,
      timeoutMs: options.timeoutMs ?? 10_000,
      ...(signal === undefined ? {} : { signal }),
    });
    conversations.add(conversation);
    try {
      return await act(conversation);
    } finally {
      conversations.delete(conversation);
      await conversation.close();
    }
  }

  async function* listZones(signal?: AbortSignal): AsyncGenerator<ProviderZone, void, void> {
    const { zone } = settings;
    yield await talk(signal, async (conversation) => {
      await readSoa(conversation, settings);
      const [records = []] = await readRecords(conversation, settings, [
        { owner: zone, type: RECORD_TYPES.NS },
      ]);
      const nameServers = records.flatMap(({ data }) => (data.kind === 'name' ? [data.name] : []));
      return { id: zone, apex: zone, visibility: 'public', nameServers: nameServers.sort() };
    });
  }

  async function* readRrsets(
    zone: ProviderZone,
    owners?: readonly Name[],
    signal?: AbortSignal,
  ): AsyncGenerator<LiveRrset, void, void> {
    assertOwnZone(zone.apex);
    yield* await read(owners, signal);
  }

  async function read(
    owners: readonly Name[] | undefined,
    signal: AbortSignal | undefined,
  ): Promise<readonly LiveRrset[]> {
    if (owners === undefined || owners.length > MOST_OWNERS_BY_QUERY) {
      const transferred = await talk(signal, (conversation) =>
        readByTransfer(conversation, settings, owners),
      );
      if (transferred.kind === 'zone') return transferred.rrsets;
      if (owners === undefined) throw transferred.failure;
    }
    return talk(signal, (conversation) => readByQuery(conversation, settings, owners ?? []));
  }

  async function change(
    zone: ProviderZone,
    changes: readonly TtlChange[],
    _comment: string,
    signal?: AbortSignal,
  ): Promise<ChangeOutcome> {
    assertOwnZone(zone.apex);
    for (const { owner, type, before } of changes) {
      const [fixed] = before.flatMap((rrset) => rrset.fixed ?? []);
      if (fixed !== undefined)
        throw new Failure('provider', `${owner} ${type} cannot be changed: ${fixed.detail}`);
      if (!isAtOrBelow(owner, settings.zone) || typeCode(type) === undefined)
        throw new Failure('provider', `${owner} ${type} is nothing that ${settings.zone} can hold.`);
    }
    return talk(signal, (conversation) => changeTtls({ settings, clock, conversation }, changes));
  }

  function assertOwnZone(apex: Name): void {
    if (apex === settings.zone) return;
    throw new Failure(
      'provider',
      `${apex} is not the zone of this provider, which is ${settings.zone} on ${serverText(settings)}.`,
      { hint: 'Give each zone a provider of its own in the configuration.' },
    );
  }

  return {
    kind: 'rfc2136',
    listZones,
    readRrsets,
    batchSize: (changes) => batchSize(settings.zone, changes),
    changeTtls: change,
    confirm: async () => ({ kind: 'no-word' }),
    close: async () => {
      await Promise.all([...conversations].map((conversation) => conversation.close()));
    },
  };
}
