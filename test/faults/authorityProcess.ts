/** An authority as a process of its own, which can be suspended; prints its port. */
import { startAuthority } from '../../src/world/authority.ts';
import { zone } from '../../src/world/zone.ts';

const example = zone('example.com', '@ 3600 NS ns1\n ns1 3600 A 192.0.2.1\n www 300 A 203.0.113.1');
const { port } = await startAuthority({
  name: 'ns1.example.com',
  addresses: ['192.0.2.1'],
  zones: [example],
});
process.stdout.write(`${port}\n`);
