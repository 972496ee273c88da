import { connect } from 'node:net';
import type { Clock } from '../model/clock.ts';
import { createFrameReader, framed } from './transport/frames.ts';
import { unreachable } from './transport/reason.ts';

/** What came next. After anything but a message nothing more will come. */
export type Heard = { readonly kind: 'message'; readonly bytes: Uint8Array } | Silence;

export type Silence =
  | { readonly kind: 'timeout'; readonly sent: Sent }
  | { readonly kind: 'unreachable'; readonly reason: string; readonly sent: Sent }
  | { readonly kind: 'interrupted'; readonly sent: Sent };

/** Whether anything that we said can have reached the server. */
export type Sent = 'no' | 'perhaps';

/** One TCP connection to one server, for messages that the exchanger does not send: signed ones, updates, transfers. */
export interface Conversation {
  send(messages: readonly Uint8Array[]): void;
  /** One call at a time. Never rejects. */
  hear(): Promise<Heard>;
  /** Resolves when the handle is gone. */
  close(): Promise<void>;
}

export interface ConversationOptions {
  readonly clock: Clock;
  readonly host: string;
  readonly port: number;
  /** How long each `hear` waits, in milliseconds. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** A server that talks faster than it is listened to is stopped at so many messages. */
const MOST_UNHEARD = 64;

/** Begins to connect; what is said before the connection stands is sent then. */
export function openConversation(options: ConversationOptions): Conversation {
  const { clock, signal } = options;
  const unheard: Uint8Array[] = [];
  const gone = Promise.withResolvers<void>();
  let sent: Sent = 'no';
  let ended: Silence | undefined;
  let listener: ((heard: Heard) => void) | undefined;
  let connected: boolean = false;
  let said: boolean = false;

  const socket = connect({ host: options.host, port: options.port, noDelay: true });
  const readFrames = createFrameReader((bytes) => {
    const own = new Uint8Array(bytes);
    if (listener === undefined) unheard.push(own);
    else tell({ kind: 'message', bytes: own });
  });
  socket.on('connect', () => {
    connected = true;
    if (said) sent = 'perhaps';
  });
  socket.on('data', (chunk: Uint8Array) => {
    readFrames(chunk);
    if (unheard.length > MOST_UNHEARD) socket.pause();
  });
  socket.on('error', (error) => end({ kind: 'unreachable', reason: unreachable(error).reason, sent }));
  socket.on('end', () => end({ kind: 'unreachable', reason: 'the server closed the connection', sent }));
  socket.on('close', () => {
    end({ kind: 'unreachable', reason: 'the connection is closed', sent });
    gone.resolve();
  });
  const onAbort = (): void => end({ kind: 'interrupted', sent });
  signal?.addEventListener('abort', onAbort);
  if (signal?.aborted) onAbort();

  function tell(heard: Heard): void {
    const waiting = listener;
    listener = undefined;
    waiting?.(heard);
  }

  function end(silence: Silence): void {
    if (ended !== undefined) return;
    ended = silence;
    signal?.removeEventListener('abort', onAbort);
    socket.destroy();
    tell(silence);
  }

  function send(messages: readonly Uint8Array[]): void {
    if (ended !== undefined) return;
    said = true;
    if (connected) sent = 'perhaps';
    socket.write(framed(messages));
  }

  async function hear(): Promise<Heard> {
    const bytes = unheard.shift();
    if (bytes !== undefined) {
      if (unheard.length === 0) socket.resume();
      return { kind: 'message', bytes };
    }
    if (ended !== undefined) return ended;
    const alarm = new AbortController();
    const heard = new Promise<Heard>((resolve) => {
      listener = resolve;
    });
    void clock.wait(options.timeoutMs, alarm.signal).then(() => {
      if (!alarm.signal.aborted) end({ kind: 'timeout', sent });
    });
    try {
      return await heard;
    } finally {
      alarm.abort();
    }
  }

  function close(): Promise<void> {
    end({ kind: 'interrupted', sent });
    return gone.promise;
  }

  return { send, hear, close };
}
