import type {
  ClientHttp2Session,
  ClientHttp2Stream,
  IncomingHttpHeaders,
  IncomingHttpStatusHeader,
} from 'node:http2';
import type { Clock } from '../../model/clock.ts';
import { encodeQuery } from '../encode.ts';
import {
  authorityOf,
  type Fate,
  type HttpConnection,
  type HttpUser,
  openHttpConnection,
} from './httpConnection.ts';
import { readAnswer } from './readAnswer.ts';
import { lasting, passing, shortened } from './reason.ts';
import type { Tally } from './tally.ts';
import type { ConnectTls } from './tls.ts';
import type { Attempt, Destination, Ended, Query, Transport } from './transport.ts';

const MEDIA_TYPE = 'application/dns-message';
/** RFC 8484 §6: no message is longer. */
const MOST_OCTETS = 65_535;
/** RFC 8484 §4.1: one that all askers share, so that caches can answer. */
const ID = 0;
/** RFC 9113 §7. */
const REFUSED_STREAM = 7;
const CANCEL = 8;
/**
 * How often a question goes to a new connection. One that was sent may be why the connection broke; one that the server
 * did nothing with is always safe to send again (RFC 9113 §8.7), but not for ever; one that was not sent did not try.
 */
const MOST_MOVES: { readonly [fate in Fate]: number } = {
  'never-open': 0,
  unsent: Number.POSITIVE_INFINITY,
  unprocessed: 2,
  sent: 1,
};

interface Request extends HttpUser {
  readonly query: Query;
  readonly onEnd: (ended: Ended) => void;
  connection: HttpConnection | undefined;
  stream: ClientHttp2Stream | undefined;
  /** How many connections it has lost, by how far it came on them. */
  readonly moves: { [fate in Fate]: number };
  ended: boolean;
}

/** Questions by POST over HTTP/2 (RFC 8484); one session per server is kept. */
export function createHttpsTransport(
  clock: Clock,
  idleMs: number,
  connectTls: ConnectTls,
  tally: Tally,
): Transport {
  /** The connections that take questions. */
  const current = new Map<string, HttpConnection>();
  /** All connections, until their handles are gone. */
  const connections = new Set<HttpConnection>();

  function ask(query: Query, onEnd: (ended: Ended) => void): Attempt {
    const request: Request = {
      query,
      onEnd,
      connection: undefined,
      stream: undefined,
      moves: { 'never-open': 0, unsent: 0, unprocessed: 0, sent: 0 },
      ended: false,
      ready: (session, written) => send(session, request, written),
      broken: (cause, fate) => moveOrEnd(request, cause, fate),
    };
    place(request);
    return { ignored: 0, malformed: undefined, abandon: () => abandon(request) };
  }

  function place(request: Request): void {
    const { destination } = request.query;
    const { host, port, endpointPort, address, tlsName } = destination;
    const server = `${host} ${port} ${endpointPort} ${tlsName ?? address}`;
    request.connection = current.get(server) ?? connect(server, destination);
    request.connection.use(request);
  }

  function connect(server: string, destination: Destination): HttpConnection {
    const connection = openHttpConnection({
      destination,
      connectTls,
      idleMs,
      onRetired: () => {
        if (current.get(server) === connection) current.delete(server);
      },
    });
    current.set(server, connection);
    connections.add(connection);
    void connection.gone.then(() => connections.delete(connection));
    return connection;
  }

  function send(session: ClientHttp2Session, request: Request, written: () => void): void {
    const bytes = encodeQuery(request.query.ask, { id: ID, edns: request.query.edns });
    const sentAt = clock.monotonicMs();
    let stream: ClientHttp2Stream;
    try {
      stream = session.request({
        ':method': 'POST',
        // Node would add the usual port.
        ':authority': authorityOf(request.query.destination),
        ':path': request.query.destination.path,
        'content-type': MEDIA_TYPE,
        'content-length': bytes.length,
        accept: MEDIA_TYPE,
      });
    } catch {
      // The session is going away and has not said so yet.
      const cause = passing('the server closed the connection before it answered');
      queueMicrotask(() => {
        lost(request, cause, 'unprocessed');
        written();
      });
      return;
    }
    request.stream = stream;
    tally.questions++;
    const chunks: Buffer[] = [];
    let octets = 0;
    let failure: string | undefined;
    stream.on('response', (headers) => {
      if (request.stream !== stream) return;
      const complaint = complaintAbout(headers);
      if (complaint !== undefined) finish(request, complaint);
    });
    stream.on('data', (chunk: Buffer) => {
      if (request.stream !== stream) return;
      octets += chunk.length;
      if (octets <= MOST_OCTETS) chunks.push(chunk);
      else finish(request, { kind: 'malformed', reason: `a body of more than ${MOST_OCTETS} octets` });
    });
    stream.on('end', () => {
      // Node ends the readable side of a stream that was reset, too.
      if (request.stream === stream && stream.rstCode === 0 && !stream.aborted)
        finish(request, readBody(Buffer.concat(chunks), request, clock.monotonicMs() - sentAt));
    });
    stream.on('error', (error) => {
      failure = shortened(error.message);
    });
    stream.on('close', () => {
      if (request.stream !== stream) return;
      if (stream.rstCode === REFUSED_STREAM) refused(request);
      else {
        const how = failure ?? `HTTP/2 code ${stream.rstCode}`;
        lost(request, passing(`the server broke the answer off (${how})`), 'sent');
      }
    });
    stream.end(bytes, written);
  }

  /** Also what becomes of a stream above the last one that a GOAWAY names. */
  function refused(request: Request): void {
    request.stream = undefined;
    const cause = request.connection?.refused(request);
    if (cause !== undefined) lost(request, cause, 'unprocessed');
  }

  /** The answer will not come this way: on a new connection perhaps. */
  function lost(request: Request, cause: Ended, fate: Fate): void {
    if (request.ended) return;
    const { connection } = request;
    request.stream = undefined;
    connection?.retire();
    connection?.leave(request);
    moveOrEnd(request, cause, fate);
  }

  function moveOrEnd(request: Request, cause: Ended, fate: Fate): void {
    if (request.ended) return;
    request.stream = undefined;
    if (request.moves[fate] >= MOST_MOVES[fate]) finish(request, cause);
    else {
      request.moves[fate]++;
      place(request);
    }
  }

  function abandon(request: Request): void {
    if (request.ended) return;
    const { connection } = request;
    // No answer in time: the connection may be dead, so the next question gets another one.
    if (connection !== undefined && !connection.holdsBack(request)) connection.retire();
    finish(request, undefined);
  }

  /** `undefined`: nobody wants to know. */
  function finish(request: Request, ended: Ended | undefined): void {
    if (request.ended) return;
    request.ended = true;
    const { stream } = request;
    if (stream !== undefined && !stream.closed && !stream.readableEnded) stream.close(CANCEL);
    request.connection?.leave(request);
    if (ended !== undefined) request.onEnd(ended);
  }

  async function close(): Promise<void> {
    const gone = [...connections].map((connection) => connection.gone);
    for (const connection of connections) connection.destroy();
    await Promise.all(gone);
  }

  return { ask, close };
}

/** RFC 8484 §4.2.1: only 200 carries an answer, and only as this media type. */
function complaintAbout(headers: IncomingHttpHeaders & IncomingHttpStatusHeader): Ended | undefined {
  const status = headers[':status'] ?? 0;
  if (status >= 300 && status < 400) return lasting(`HTTP status ${status} (redirects are not followed)`);
  // RFC 9110 §15.5.9 and RFC 6585 §4: of the client's errors these two pass by themselves.
  if (status >= 400 && status < 500 && status !== 408 && status !== 429)
    return lasting(`HTTP status ${status}`);
  if (status !== 200) return passing(`HTTP status ${status}`);
  const type = headers['content-type'] ?? '';
  if (type.split(';')[0]?.trim().toLowerCase() === MEDIA_TYPE) return undefined;
  return { kind: 'malformed', reason: `the content type is "${shortened(type)}", not ${MEDIA_TYPE}` };
}

function readBody(body: Uint8Array, request: Request, rttMs: number): Ended {
  const reading = readAnswer(body, ID, request.query.ask);
  if (reading.kind === 'answer') return { kind: 'message', message: reading.message, rttMs };
  if (reading.kind === 'malformed') return { kind: 'malformed', reason: reading.reason };
  return { kind: 'malformed', reason: 'the answer is to another question' };
}
