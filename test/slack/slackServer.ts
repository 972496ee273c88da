/**
 * Slack as far as this program meets it: incoming webhooks under `/services/…` and `chat.postMessage`, `chat.update`
 * under `/api/`, with Slack's limits and its real bodies
 * (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors and
 * https://docs.slack.dev/reference/methods/chat.postMessage#errors). Everything else is a generic receiver.
 */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fetch } from '../../src/report/channels/request.ts';
import { charactersOf, complaintsAbout } from './slackRules.ts';

/** These would be secrets: no output may ever have them in it. */
export const WEBHOOK_PATH = '/services/T0SECRETT/B0SECRETB/hookSecretXYZ';
export const TOKEN = 'xoxb-1111-2222-botSecretXYZ';
export const CHANNEL = 'C0123456789';

export interface Posted {
  readonly text: string;
  readonly blocks: readonly { readonly type: string; readonly [key: string]: unknown }[];
  readonly thread_ts?: string;
  readonly ts: string;
  /** How often it was updated in place. */
  updates: number;
}

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What the next request gets instead of what it should: an answer, none at all, or one after it was taken. */
export type Mishap =
  | { readonly status: number; readonly body?: string; readonly retryAfter?: string }
  | 'hang'
  | 'break-off';

export interface SlackServer extends AsyncDisposable {
  readonly origin: string;
  readonly webhookUrl: string;
  readonly messages: readonly Posted[];
  /** Every request, in the order of coming. */
  readonly received: readonly Received[];
  /** Sends Slack's own host here, and leaves the others as they are. */
  readonly fetch: Fetch;
  /** How many requests are under way. */
  readonly inFlight: () => number;
  /** How many of them will never be answered. */
  readonly hanging: () => number;
  mishap(...mishaps: readonly Mishap[]): void;
  remove(ts: string): void;
}

export async function slackServer(): Promise<SlackServer> {
  const messages: Posted[] = [];
  const received: Received[] = [];
  const mishaps: Mishap[] = [];
  let inFlight = 0;
  let hanging = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      received.push({ path: request.url ?? '', headers: request.headers, body });
      const mishap = mishaps.shift();
      if (mishap === 'hang') {
        hanging += 1;
        return void response.once('close', () => {
          hanging -= 1;
        });
      }
      if (mishap === 'break-off') return void request.socket.destroy();
      if (mishap !== undefined) {
        response.writeHead(
          mishap.status,
          mishap.retryAfter === undefined ? {} : { 'retry-after': mishap.retryAfter },
        );
        return void response.end(mishap.body ?? '');
      }
      answer(request.url ?? '', request.headers, body, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  function answer(path: string, headers: IncomingHttpHeaders, body: string, response: ServerResponse): void {
    if (path.startsWith('/services/')) {
      const [status, text] = path === WEBHOOK_PATH ? byWebhook(body) : ([404, 'no_service'] as const);
      response.writeHead(status, { 'content-type': 'text/html' });
      return void response.end(text);
    }
    if (path.startsWith('/api/')) {
      response.writeHead(200, { 'content-type': 'application/json' });
      return void response.end(JSON.stringify(byMethod(path.slice(5), headers, body)));
    }
    response.writeHead(204).end();
  }

  function byWebhook(body: string): readonly [number, string] {
    const payload = parsed(body);
    if (payload === undefined) return [400, 'invalid_payload'];
    if (payload.blocks === undefined && !payload.text) return [400, 'no_text'];
    if (payload.blocks !== undefined && complaintsAbout(payload.blocks).length > 0)
      return [400, 'invalid_blocks'];
    keep(payload);
    return [200, 'ok'];
  }

  function byMethod(method: string, headers: IncomingHttpHeaders, body: string): object {
    if (headers.authorization !== `Bearer ${TOKEN}`) return { ok: false, error: 'invalid_auth' };
    const form = Object.fromEntries(new URLSearchParams(body));
    if (form.channel !== CHANNEL) return { ok: false, error: 'channel_not_found' };
    const blocks = form.blocks === undefined ? undefined : parsed(form.blocks);
    const payload = { ...form, ...(blocks === undefined ? {} : { blocks }) };
    if (complaintsAbout(blocks ?? []).length > 0) return { ok: false, error: 'invalid_blocks' };
    if (charactersOf(blocks) > 12_000) return { ok: false, error: 'msg_blocks_too_long' };
    if (blocks === undefined && !form.text) return { ok: false, error: 'no_text' };
    if (method === 'chat.postMessage') return { ok: true, channel: CHANNEL, ts: keep(payload).ts };
    if (method !== 'chat.update') return { ok: false, error: 'unknown_method' };
    const index = messages.findIndex(({ ts }) => ts === form.ts);
    const known = messages[index];
    if (known === undefined) return { ok: false, error: 'message_not_found' };
    messages[index] = { ...known, ...payload, updates: known.updates + 1 } as Posted;
    return { ok: true, channel: CHANNEL, ts: form.ts };
  }

  function keep(payload: { readonly [key: string]: unknown }): Posted {
    const ts = `${1_796_000_000 + messages.length}.000100`;
    const posted = { ...payload, ts, updates: 0 } as unknown as Posted;
    messages.push(posted);
    return posted;
  }

  return {
    ...{
      origin,
      messages,
      received,
      webhookUrl: `${origin}${WEBHOOK_PATH}`,
      inFlight: () => inFlight,
      hanging: () => hanging,
    },
    async fetch(url, init) {
      inFlight += 1;
      try {
        return await fetch(String(url).replace(/^https:\/\/slack\.com/, origin), init);
      } finally {
        inFlight -= 1;
      }
    },
    mishap: (...more) => void mishaps.push(...more),
    remove: (ts) => {
      const at = messages.findIndex((one) => one.ts === ts);
      if (at !== -1) messages.splice(at, 1);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function parsed(text: string): { readonly [key: string]: unknown } | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
