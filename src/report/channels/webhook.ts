import { createHmac } from 'node:crypto';
import type { Clock } from '../../model/clock.ts';
import type { Channel, Message } from './channel.ts';
import { type Fetch, NoAnswer, request, retryAfterMs } from './request.ts';
import { type Try, tries } from './tries.ts';

export interface WebhookOptions {
  readonly url: string;
  /** The key of the signature; without one nothing is signed. */
  readonly key?: string;
  readonly version: string;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

/**
 * JSON by POST, for whatever takes it (docs/notifications.md). Signed like this: the header
 * `TTL-Check-Signature: t=<seconds>,v1=<hex>` has HMAC-SHA256 (RFC 2104) over `<seconds>.<body>`; a receiver refuses an
 * instant that is too far from its own clock, so that nobody can send an old message again.
 */
export function webhookChannel(options: WebhookOptions): Channel {
  const { clock, signal } = options;
  return {
    async send(message) {
      const tried = await tries(() => post(message, options), clock, signal);
      return tried.kind === 'answered' ? { kind: 'sent' } : tried;
    },
    refresh: async () => {},
  };
}

async function post(
  message: Message,
  { url, key, version, fetch, clock }: WebhookOptions,
): Promise<Try<null>> {
  const body = JSON.stringify(message.json);
  const seconds = Math.floor(clock.now() / 1000);
  const headers = {
    'content-type': 'application/json',
    'user-agent': `ttl-check/${version}`,
    // Receivers that know it (an IETF draft of that name) take copies of one message as one.
    'idempotency-key': `"${message.id}"`,
    ...(key === undefined ? {} : { 'ttl-check-signature': signature(body, seconds, key) }),
  };
  try {
    const { status, headers: answer } = await request(fetch, clock, url, { method: 'POST', headers, body });
    if (status >= 200 && status < 300) return { kind: 'answered', value: null };
    const because = `The webhook answered ${status}.`;
    if (status !== 429 && status < 500) return { kind: 'refused', because };
    const afterMs = retryAfterMs(answer, clock.now());
    return { kind: 'busy', because, ...(afterMs === undefined ? {} : { afterMs }) };
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return { kind: error.reach === 'unknown' ? 'silent' : 'busy', because: error.message };
  }
}

/** The value of the signature's header for a body that is sent at an instant (seconds since 1970). */
export function signature(body: string, seconds: number, key: string): string {
  return `t=${seconds},v1=${createHmac('sha256', key).update(`${seconds}.${body}`).digest('hex')}`;
}
