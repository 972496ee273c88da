/** One connection to Route 53, and how its requests are sent. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Route53Settings } from '../../model/providerSettings.ts';
import { type Connection, type Credentials, connect, type RetryStrategy } from './client.ts';
import { type Asked, failureOf, mayHaveBeenTaken, type SdkError, sdkError } from './failure.ts';

export interface Session {
  /** The answer to a request that changes nothing. Throws Failure (provider). */
  ask<T>(request: Request<T>, signal?: AbortSignal): Promise<T>;
  /** The answer to a request that changes something, or why there is none. */
  attempt<T>(request: Request<T>, signal?: AbortSignal): Promise<Attempted<T>>;
  failure(error: SdkError, request: { readonly action: string; readonly about: string }): Error;
  close(): void;
}

export interface Request<T> {
  /** As IAM names it: `route53:ListHostedZones`. */
  readonly action: string;
  /** What it is for, as a noun for sentences: `reading example.com. (Z1)`. */
  readonly about: string;
  send(connection: Connection, options: SendOptions): Promise<T>;
}

export interface SendOptions {
  readonly abortSignal?: AbortSignal;
}

export type Attempted<T> =
  | { readonly kind: 'answered'; readonly answer: T }
  /** `mayHaveBeenTaken`: this or an earlier try of it may have been carried out. */
  | { readonly kind: 'failed'; readonly error: SdkError; readonly mayHaveBeenTaken: boolean };

export interface SessionOptions {
  readonly settings: Route53Settings;
  readonly retryStrategy?: RetryStrategy;
  readonly credentials?: Credentials;
}

/** What the tries of one request came to. The SDK repeats a request whose answer was lost and tells only the last. */
interface Tries {
  doubtful: boolean;
}

export function createSession({ settings, ...given }: SessionOptions): Session {
  const current = new AsyncLocalStorage<Tries>();
  let connecting: Promise<Connection> | undefined;
  let endpoint = settings.endpoint ?? 'Route 53';

  async function connection(): Promise<Connection> {
    connecting ??= connect(settings, given).then((made) => {
      watchTries(made);
      return made;
    });
    const connected = await connecting;
    endpoint = connected.endpoint;
    return connected;
  }

  function watchTries({ client }: Connection): void {
    const watch =
      <A, R>(next: (args: A) => Promise<R>) =>
      async (args: A): Promise<R> => {
        try {
          return await next(args);
        } catch (error) {
          const tries = current.getStore();
          if (tries !== undefined && mayHaveBeenTaken(sdkError(error))) tries.doubtful = true;
          throw error;
        }
      };
    client.middlewareStack.addRelativeTo(watch, {
      name: 'watchTries',
      relation: 'before',
      toMiddleware: 'deserializerMiddleware',
    });
  }

  async function attempt<T>(request: Request<T>, signal?: AbortSignal): Promise<Attempted<T>> {
    const tries: Tries = { doubtful: false };
    try {
      signal?.throwIfAborted();
      const connected = await connection();
      const options = signal === undefined ? {} : { abortSignal: signal };
      const answer = await current.run(tries, () => request.send(connected, options));
      return { kind: 'answered', answer };
    } catch (error) {
      return { kind: 'failed', error: sdkError(error), mayHaveBeenTaken: tries.doubtful };
    }
  }

  function failure(error: SdkError, { action, about }: { action: string; about: string }): Error {
    const asked: Asked = {
      action,
      about,
      endpoint,
      ...(settings.profile === undefined ? {} : { profile: settings.profile }),
    };
    return failureOf(error, asked);
  }

  return {
    attempt,
    failure,
    async ask(request, signal) {
      const attempted = await attempt(request, signal);
      if (attempted.kind === 'answered') return attempted.answer;
      throw failure(attempted.error, request);
    },
    close() {
      void connecting?.then(
        ({ client }) => client.destroy(),
        () => {},
      );
      connecting = undefined;
    },
  };
}
