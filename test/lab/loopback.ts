import { networkInterfaces } from 'node:os';
import { execute } from './execute.ts';

/**
 * Puts addresses on the loopback interface, which BIND wants before it listens (others take all of 127/8).
 * Returns how to take away the ones that were not there before. Throws without the right to do it.
 */
export async function addLoopbackAddresses(
  ip: string,
  addresses: readonly string[],
): Promise<() => Promise<void>> {
  const present = new Set(
    Object.values(networkInterfaces()).flatMap((list) => list?.map((a) => a.address) ?? []),
  );
  const added: string[] = [];
  const remove = async (): Promise<void> => {
    for (const address of added) await execute(ip, ['addr', 'del', `${address}/32`, 'dev', 'lo']);
  };
  for (const address of addresses) {
    if (present.has(address)) continue;
    const ended = await execute(ip, ['addr', 'add', `${address}/32`, 'dev', 'lo']);
    if (ended.code !== 0) {
      await remove();
      throw new Error(
        `${address} cannot be put on the loopback interface: ${ended.stderr.trim()} ` +
          'Start the lab by "npm run test:lab" or "npm run lab", which make a network namespace, or as root.',
      );
    }
    added.push(address);
  }
  return remove;
}
