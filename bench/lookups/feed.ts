/**
 * Feeds a program that reads names and prints a line for each answer, with no more than so many under way: adnshost
 * sends whatever it reads at once, and loses most of a long list. `node feed.ts NAMES OUT WINDOW COMMAND [ARGUMENT…]`
 */
import { spawn } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { finished } from 'node:stream/promises';

const [nameFile = '', outFile = '', window = '', program = '', ...args] = process.argv.slice(2);
const names = readFileSync(nameFile);
const out = createWriteStream(outFile);
const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
const ended = new Promise<number>((resolve, reject) => {
  child.once('error', reject);
  child.once('close', (code) => resolve(code ?? 1));
});
const NEWLINE = 10;
let at = 0;

/** So many lines of the list. */
function feed(lines: number): void {
  if (at >= names.length) return;
  let to = at;
  for (let i = 0; i < lines && to < names.length; i++) to = names.indexOf(NEWLINE, to) + 1;
  child.stdin.write(names.subarray(at, to));
  at = to;
  if (at >= names.length) child.stdin.end();
}

child.stdout.on('data', (chunk: Buffer) => {
  out.write(chunk);
  let answers = 0;
  for (let i = chunk.indexOf(NEWLINE); i >= 0; i = chunk.indexOf(NEWLINE, i + 1)) answers++;
  feed(answers);
});
feed(Number(window));
process.exitCode = await ended;
out.end();
await finished(out);
