import { describe, expect, test } from 'vitest';
import { type Conversation, openConversation } from '../../src/dns/conversation.ts';
import { frame } from './transport/answers.ts';
import { createFakeClock, type FakeClock, until } from './transport/fakeClock.ts';
import { tcpServer } from './transport/servers.ts';

const HELLO = Uint8Array.from({ length: 14 }, (_, i) => i);

function openTo(port: number, clock: FakeClock = createFakeClock(), signal?: AbortSignal): Conversation {
  return openConversation({
    clock,
    host: '127.0.0.1',
    port,
    timeoutMs: 1000,
    ...(signal === undefined ? {} : { signal }),
  });
}

describe('a conversation', () => {
  test('says and hears messages in order, in whatever pieces they come', async () => {
    const server = await tcpServer((query, socket) => {
      const whole = Buffer.concat([frame(query), frame(query.subarray(1))]);
      for (const octet of whole) socket.write(Uint8Array.of(octet));
    });
    const conversation = openTo(server.port);
    conversation.send([HELLO]);
    expect(await conversation.hear()).toEqual({ kind: 'message', bytes: HELLO });
    expect(await conversation.hear()).toEqual({ kind: 'message', bytes: HELLO.subarray(1) });
    await conversation.close();
    expect(await conversation.hear()).toMatchObject({ kind: 'interrupted', sent: 'perhaps' });
  });

  test('ends with a time-out where nothing comes', async () => {
    const clock = createFakeClock();
    const server = await tcpServer(() => undefined);
    const conversation = openTo(server.port, clock);
    conversation.send([HELLO]);
    await until(() => server.queries.length === 1);
    const heard = conversation.hear();
    await clock.advance(1001);
    expect(await heard).toEqual({ kind: 'timeout', sent: 'perhaps' });
    expect(await conversation.hear()).toEqual({ kind: 'timeout', sent: 'perhaps' });
    expect(clock.pending).toBe(0);
    await conversation.close();
  });

  test('knows that nothing was sent where nobody listens', async () => {
    const server = await tcpServer(() => undefined);
    const signal = AbortSignal.abort();
    const interrupted = openTo(server.port, undefined, signal);
    interrupted.send([HELLO]);
    expect(await interrupted.hear()).toEqual({ kind: 'interrupted', sent: 'no' });
    await interrupted.close();
    const refused = openTo(1);
    refused.send([HELLO]);
    expect(await refused.hear()).toEqual({ kind: 'unreachable', reason: 'connection refused', sent: 'no' });
    await refused.close();
  });

  test('says that the server went away', async () => {
    const server = await tcpServer((_, socket) => socket.end());
    const conversation = openTo(server.port);
    conversation.send([HELLO]);
    expect(await conversation.hear()).toMatchObject({ kind: 'unreachable', sent: 'perhaps' });
    await conversation.close();
  });

  test('does not lose what came before it was listened to, and stops a server that talks on', async () => {
    const server = await tcpServer((query, socket) => {
      for (let i = 0; i < 5000; i++) socket.write(frame(query));
    });
    const conversation = openTo(server.port);
    conversation.send([HELLO]);
    for (let i = 0; i < 5000; i++) expect((await conversation.hear()).kind).toBe('message');
    await conversation.close();
  });
});
