/** `npm run lab`: starts the lab and gives a shell in it. */
import { spawn } from 'node:child_process';
import { ADDRESSES } from './addresses.ts';
import { startLab } from './lab.ts';
import { PLACES, RESOLVERS } from './servers.ts';

const lab = await startLab({ resolvers: RESOLVERS }).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(3);
});
const say = (text: string): boolean => process.stdout.write(text);
say(`The lab runs; its files and logs are in ${lab.dir}.\n`);
for (const name of PLACES) say(`  ${name.padEnd(10)} ${ADDRESSES[name]}\n`);
say(`Try: dig @${ADDRESSES.unbound} www.example.test\n`);
say(`     node bin/ttl-check.js www.example.test --resolver ${ADDRESSES.unbound}\n`);
say('Leave by "exit": everything stops then.\n');
try {
  await new Promise((resolve, reject) => {
    spawn(process.env.SHELL ?? 'sh', [], {
      stdio: 'inherit',
      env: { ...process.env, NODE_EXTRA_CA_CERTS: lab.caFile },
    })
      .on('error', reject)
      .on('exit', resolve);
  });
} finally {
  await lab.stop();
}
