import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/** A server that takes datagrams and connections at port 53 and never says a word. Returns how to stop it. */
export async function startSilentServer(address: string): Promise<() => Promise<void>> {
  const udp = createSocket('udp4');
  const tcp = createServer((socket) => {
    socket.on('error', () => undefined).resume();
    stopping.signal.addEventListener('abort', () => socket.destroy(), { once: true });
  });
  const stopping = new AbortController();
  await new Promise<void>((resolve, reject) => {
    udp.once('error', reject).bind(53, address, resolve);
  });
  await new Promise<void>((resolve, reject) => {
    tcp.once('error', reject).listen(53, address, resolve);
  });
  return async () => {
    stopping.abort();
    await new Promise<void>((resolve) => udp.close(() => resolve()));
    await new Promise<void>((resolve) => tcp.close(() => resolve()));
  };
}
