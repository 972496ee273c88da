import type { Clock } from '../../model/clock.ts';

/** What libraries and our own code ask of `fetch`; tests hand in one that dials another host. */
export type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/** Longer answers are cut: those that count have a few words. */
const MOST_ANSWER_BYTES = 65_536;
const TIMEOUT_MS = 10_000;

/** An answer that was read to its end, so that nothing is left open. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** No answer in time, or none at all. Its message has nothing of the URL in it. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  /** `never-sent`: no connection came about, so nothing can have been taken. */
  readonly reach: 'never-sent' | 'unknown';

  constructor(message: string, reach: NoAnswer['reach']) {
    super(message);
    this.reach = reach;
  }
}

/** Asks once, for at most 10 s by `clock`, and follows no redirection. Rejects with NoAnswer. */
export async function request(
  fetch: Fetch,
  clock: Clock,
  url: string | URL,
  init: RequestInit,
): Promise<Answered> {
  const over = new AbortController();
  const answered = new AbortController();
  void clock.wait(TIMEOUT_MS, answered.signal).then(() => over.abort());
  try {
    const response = await fetch(url, { ...init, redirect: 'manual', signal: over.signal });
    return { status: response.status, headers: response.headers, text: await firstText(response) };
  } catch (error) {
    if (over.signal.aborted) throw new NoAnswer(`No answer came within ${TIMEOUT_MS / 1000} s.`, 'unknown');
    throw noAnswer(error);
  } finally {
    answered.abort();
  }
}

async function firstText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MOST_ANSWER_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MOST_ANSWER_BYTES).toString('utf8');
}

/** Only what is known by its code is told: other messages may quote the URL. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The connection was refused.',
  ENOTFOUND: 'The host name does not exist.',
  EAI_AGAIN: 'The host name could not be looked up.',
  ENETUNREACH: 'There is no route to the network.',
  EHOSTUNREACH: 'There is no route to the host.',
  CERT_HAS_EXPIRED: 'The certificate has expired.',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'The certificate is signed by itself.',
  SELF_SIGNED_CERT_IN_CHAIN: 'The certificate comes from an authority that is not trusted here.',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'The certificate comes from an authority that is not trusted here.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'The certificate comes from an authority that is not trusted here.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate is for another name.',
  UND_ERR_CONNECT_TIMEOUT: 'No connection came about.',
};

function noAnswer(error: unknown): NoAnswer {
  const code = codeOf(error);
  const reason = REASONS[code];
  if (reason !== undefined) return new NoAnswer(reason, 'never-sent');
  return new NoAnswer('The connection broke off before an answer came.', 'unknown');
}

function codeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
}

/** Milliseconds that `Retry-After` asks for, as seconds or as a date (RFC 9110 §10.2.3). */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const value = headers.get('retry-after')?.trim() ?? '';
  if (/^[0-9]{1,9}$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
