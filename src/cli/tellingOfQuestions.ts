/** What `--verbose` tells of the questions that were sent. */
import type { TransportNews } from '../dns/transport/busyServers.ts';

/** How a busy server is asked, and what decided it. */
export function transportText({ server, transport, pace }: TransportNews): string {
  const where = server.replace(/ (?=[0-9]+$)/, ' port ');
  const overUdp = `${pace.udp} answers a second over UDP`;
  if (pace.tcp === null) return `${where} is asked over UDP: TCP gave no answer (${overUdp}).`;
  return `${where} is asked over ${transport.toUpperCase()} from here on: ${overUdp}, ${pace.tcp} over TCP.`;
}

/** How many there were. */
export function questionsText(sent: number, names: number): string {
  const each = names === 0 ? '' : `, ${(sent / names).toFixed(1)} a name`;
  return `${sent} questions were sent for ${names} names${each}.`;
}
