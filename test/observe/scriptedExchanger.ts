import type { Ask, Endpoint, Exchanged, Exchanger } from '../../src/dns/exchange.ts';
import type { Message } from '../../src/dns/message.ts';
import type { Clock } from '../../src/model/clock.ts';

/** What a script says to a question; a time-out takes the time that it takes. */
export type Said = 'silence' | 'refused connection' | 'no route' | Partial<Message>;

/** An exchanger that answers from a script instead of a network, for the ways in which networks fail. */
export function scriptedExchanger(
  clock: Clock,
  script: (endpoint: Endpoint, ask: Ask) => Said,
): Exchanger & {
  readonly asked: readonly { readonly endpoint: Endpoint; readonly ask: Ask; readonly tries: number }[];
} {
  const asked: { endpoint: Endpoint; ask: Ask; tries: number }[] = [];
  return {
    asked,
    async exchange(endpoint, ask, limits): Promise<Exchanged> {
      asked.push({ endpoint, ask, tries: limits.tries });
      const common = { tries: limits.tries, ignored: 0, transport: endpoint.protocol };
      const said = script(endpoint, ask);
      if (said === 'silence') {
        await clock.wait(limits.timeoutMs * limits.tries);
        return { ...common, kind: 'timeout' };
      }
      if (said === 'refused connection')
        return { ...common, kind: 'unreachable', reason: 'connection refused', noRoute: false };
      if (said === 'no route')
        return { ...common, kind: 'unreachable', reason: 'ENETUNREACH', noRoute: true };
      await clock.wait(10);
      return { ...common, tries: 1, kind: 'message', rttMs: 10, message: { ...EMPTY, ...said } };
    },
    questionsSent: () => asked.length,
    heldBackMs: () => 0,
    close: () => Promise.resolve(),
  };
}

const EMPTY: Message = {
  ...{ id: 1, qr: true, opcode: 0, aa: false, tc: false, rd: true, ra: true, ad: false, cd: false, rcode: 0 },
  ...{ questions: [], answers: [], authority: [], additional: [], edns: null },
};
