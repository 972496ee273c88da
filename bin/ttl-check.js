#!/usr/bin/env node
// Written so that Node 12 can still parse it: an old Node must get a sentence, not a SyntaxError.
// biome-ignore-all lint/style/useNodejsImportProtocol: Node before 14.18 does not know `node:`
'use strict';

var fs = require('fs');
var path = require('path');

var NEEDED = 24;
var root = path.join(__dirname, '..');
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
  process.stdout.write(`${JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')).version}\n`);
} else {
  start();
}

function start() {
  var main = path.join(root, 'dist/main.js');
  try {
    require('./load.js').load('./main.js');
  } catch (error) {
    if (fs.existsSync(main)) {
      process.stderr.write(`ttl-check could not start: ${String(error)}\n`);
      process.exitCode = 3;
    } else {
      process.stderr.write(
        `ttl-check is not built yet, ${main} is missing: run \`npm run build\`, ` +
          'or `node src/cli/main.ts` for the sources.\n',
      );
      process.exitCode = 2;
    }
  }
}
