/**
 * The program, dead by SIGKILL just before its n-th call of journal, provider or network:
 * `node killedProgram.ts COMMAND NAME CONFIG POLICY N AHEAD`. The real parts, but for a decorator around each.
 * It says how many calls there were if it comes through.
 */
import type { Edges } from '../../../src/cli/edges.ts';
import { REAL_EDGES } from '../../../src/cli/realEdges.ts';
import { pass } from './pass.ts';

const [command = '', name = '', configFile = '', policyFile = '', last = '', ahead = ''] =
  process.argv.slice(2);
let calls = 0;

/** Neither reaches anything outside. */
const COUNTED_OUT: readonly PropertyKey[] = ['batchSize', 'kind'];

function killing<T extends object>(part: T): T {
  return new Proxy(part, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property);
      if (typeof value !== 'function' || COUNTED_OUT.includes(property)) return value;
      return (...args: unknown[]): unknown => {
        calls += 1;
        if (calls === Number(last)) process.kill(process.pid, 'SIGKILL');
        return Reflect.apply(value, target, args);
      };
    },
  });
}

const edges: Edges = {
  exchanger: async (clock) => killing(await REAL_EDGES.exchanger(clock)),
  provider: async (settings, clock) => killing(await REAL_EDGES.provider(settings, clock)),
  journal: async (path) => killing(await REAL_EDGES.journal(path)),
};
const { code, said } = await pass(
  command === 'restore' ? 'restore' : 'schedule',
  { name, configFile, policyFile },
  { aheadSeconds: Number(ahead), edges },
);
process.stdout.write(`${JSON.stringify({ calls, code, said })}\n`);
process.exit(0);
