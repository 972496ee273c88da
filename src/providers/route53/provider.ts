/** Route 53 as a provider. */
import type { Clock } from '../../model/clock.ts';
import { Failure } from '../../model/failure.ts';
import { BadName } from '../../model/name.ts';
import type { Provider } from '../../model/provider.ts';
import type { Route53Settings } from '../../model/providerSettings.ts';
import { batchLimits, batchSize } from './batch.ts';
import { changeTtls } from './changing.ts';
import type { Credentials, RetryStrategy } from './client.ts';
import { allSets, setsOf } from './reading.ts';
import { liveRrset } from './rrset.ts';
import { createSession } from './session.ts';
import { listZones } from './zones.ts';

export interface Route53Options {
  readonly settings: Route53Settings;
  readonly clock: Clock;
  /** In place of the SDK's adaptive mode: tests bring one without its pauses. */
  readonly retryStrategy?: RetryStrategy;
  /** In place of those that the SDK finds: the demo must not touch an account. */
  readonly credentials?: Credentials;
}

/** Loads the AWS client at the first request, and not before. */
export function createRoute53Provider({ settings, clock, ...given }: Route53Options): Provider {
  const session = createSession({ settings, ...given });
  return {
    kind: 'route53',
    listZones: (signal, holding) =>
      listZones(session, {
        ...(settings.zoneId === undefined ? {} : { zoneId: settings.zoneId }),
        ...(holding === undefined ? {} : { holding }),
        ...(signal === undefined ? {} : { signal }),
      }),
    async *readRrsets(zone, owners, signal) {
      const sets =
        owners === undefined ? allSets(session, zone, signal) : setsOf(session, zone, owners, signal);
      for await (const set of sets) {
        try {
          yield liveRrset(zone, set);
        } catch (error) {
          if (!(error instanceof BadName || error instanceof RangeError)) throw error;
          throw new Failure(
            'provider',
            `Route 53 shows a record in ${zone.apex} that is none: ${error.message}.`,
            {
              hint: 'Check that the endpoint is the one of Route 53.',
              cause: error,
            },
          );
        }
      }
    },
    batchSize,
    batchLimits,
    changeTtls: (zone, changes, comment, signal) =>
      changeTtls({ session, clock, zone, changes, comment, ...(signal === undefined ? {} : { signal }) }),
    async confirm(changeId, signal) {
      const { ChangeInfo: info } = await session.ask(
        {
          action: 'route53:GetChange',
          about: `asking for the change ${changeId}`,
          send: ({ sdk, client }, options) =>
            client.send(new sdk.GetChangeCommand({ Id: changeId }), options),
        },
        signal,
      );
      return info?.Status === 'INSYNC' ? { kind: 'in-sync', at: clock.now() } : { kind: 'pending' };
    },
    async close() {
      session.close();
    },
  };
}
