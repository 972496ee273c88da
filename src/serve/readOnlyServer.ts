/** An HTTP server that answers GET and HEAD of a few paths, and nobody for long. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { Failure } from '../model/failure.ts';
import type { ListenAddress } from './listenAddress.ts';

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** What stands at each path. */
export type Routes = ReadonlyMap<string, () => Answer | Promise<Answer>>;

export interface ReadOnlyServer extends AsyncDisposable {
  /** `http://127.0.0.1:9464`, with the port that was free if 0 was asked for. */
  readonly url: string;
}

/** A request line and headers are there within this time; a slow sender holds no connection for long. */
const HEADERS_MS = 5_000;
const REQUEST_MS = 10_000;
const IDLE_MS = 5_000;
const MOST_CONNECTIONS = 64;
const MOST_HEADER_OCTETS = 8_192;

/** The page's own policy stands in the page; this one is for what is no page, and against frames. */
const HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Listens. `onError` hears what goes wrong while a path is answered. Rejects with Failure if it cannot listen. */
export async function startReadOnlyServer(
  { host, port }: ListenAddress,
  routes: Routes,
  onError: (error: unknown) => void,
): Promise<ReadOnlyServer> {
  const server = createServer(
    {
      maxHeaderSize: MOST_HEADER_OCTETS,
      headersTimeout: HEADERS_MS,
      requestTimeout: REQUEST_MS,
      connectionsCheckingInterval: 1_000,
    },
    (request, response) => void respond(request, response),
  );
  server.maxConnections = MOST_CONNECTIONS;
  server.keepAliveTimeout = IDLE_MS;
  server.setTimeout(REQUEST_MS);

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let answer: Answer;
    try {
      answer = await answerTo(request);
    } catch (error) {
      onError(error);
      answer = plain(500, 'This went wrong; the log says why.');
    }
    const body = Buffer.from(answer.body);
    response.writeHead(answer.status, {
      ...HEADERS,
      'content-type': answer.type,
      'content-length': body.length,
      ...(answer.status === 405 ? { allow: 'GET, HEAD' } : {}),
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  async function answerTo({ method = '', url = '', headers }: IncomingMessage): Promise<Answer> {
    // A page of another site that has its name point here (DNS rebinding) must not read anything.
    if (!isOwnHost(headers.host ?? '', host))
      return plain(421, 'This server does not answer under that name.');
    if (method !== 'GET' && method !== 'HEAD') return plain(405, 'Nothing can be changed here.');
    const route = routes.get(url.split('?')[0] ?? '');
    return route === undefined ? plain(404, 'There is nothing here.') : await route();
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new Failure('usage', `--listen ${host}:${port} is not possible: ${cause.message}.`, {
          hint: 'Name another port, or an address of this machine.',
          cause,
        }),
      ),
    );
    server.listen(port, host, resolve);
  });
  server.on('error', onError);
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

export function plain(status: number, sentence: string): Answer {
  return { status, type: 'text/plain; charset=utf-8', body: `${sentence}\n` };
}

/** An address, `localhost`, or the name that it was told to listen on; each with any port, for ports are forwarded. */
function isOwnHost(header: string, listensOn: string): boolean {
  const name = header
    .replace(/:[0-9]*$/, '')
    .replace(/^\[|\]$/g, '')
    .toLowerCase();
  return name === 'localhost' || name === listensOn.toLowerCase() || isIP(name) !== 0;
}
