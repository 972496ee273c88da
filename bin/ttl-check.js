#!/usr/bin/env node
// Written so that Node 12 can still parse it: an old Node must get a sentence, not a SyntaxError.
// biome-ignore-all lint/style/useNodejsImportProtocol: Node before 14.18 does not know `node:`
import fs from 'fs';
import module from 'module';
import url from 'url';

var NEEDED = 24;
var root = new URL('../', import.meta.url);
var args = process.argv.slice(2);

if (Number(process.versions.node.split('.')[0]) < NEEDED) {
  process.stderr.write(
    'ttl-check needs Node.js ' +
      NEEDED +
      ' or newer and this is ' +
      process.versions.node +
      ': install it from https://nodejs.org/ or run ' +
      '`npx -p node@24 -p ttl-check ttl-check ' +
      (args.join(' ') || 'demo') +
      '`.\n',
  );
  process.exitCode = 2;
} else if (args.length === 1 && args[0] === '--version') {
  // Answered here, before anything that takes time to load.
  process.stdout.write(`${JSON.parse(fs.readFileSync(new URL('package.json', root), 'utf8')).version}\n`);
} else {
  start();
}

function start() {
  var main = new URL('dist/main.js', root);
  if (!fs.existsSync(main)) {
    process.stderr.write(
      'ttl-check is not built yet, ' +
        url.fileURLToPath(main) +
        ' is missing: run `npm run build`, or `node src/cli/main.ts` for the sources.\n',
    );
    process.exitCode = 2;
    return;
  }
  // A quarter of the start-up time goes into compiling; the cache lies in the system's temporary folder.
  module.enableCompileCache();
  import(main.href).catch((error) => {
    process.stderr.write(`ttl-check could not start: ${String(error)}\n`);
    process.exitCode = 3;
  });
}
