/**
 * Runs `dist/main.js`, in which everything lies that a check needs, from the code that V8 compiled in an earlier run.
 * Node's own cache keeps what is compiled when a file is loaded; most functions are compiled when they are first called,
 * and that is half of what a short run takes beyond Node's own start.
 */
'use strict';

const fs = require('node:fs');
const { createRequire, enableCompileCache } = require('node:module');
const path = require('node:path');
const vm = require('node:vm');
const { crc32 } = require('node:zlib');

const DAY_MS = 86_400_000;
/** Above this age what nobody has renewed is removed: it is of another version. */
const OLDEST_MS = 30 * DAY_MS;
/** Of CPU: V8 throws away what a longer run compiled at its beginning. */
const SHORT_RUN_MS = 1_000;

const main = path.join(__dirname, '../dist/main.js');
const args = process.argv.slice(2);

/** One part of the program, such as `./main.js`: from `dist/main.js`, else the file of that name beside it. */
exports.load = loader();

function loader() {
  const source = fs.readFileSync(main, 'latin1');
  const kept = keptCode(source);
  const script = new vm.Script(source, { filename: main, cachedData: kept?.data });
  if (kept !== undefined && (!kept.isFresh || script.cachedDataRejected === true))
    process.on('exit', (code) => {
      // At first a file without contents: in a container that is thrown away nobody comes back for more.
      if (isUsual(code)) keep(kept.file, kept.isThere ? sealed(script.createCachedData()) : '');
    });
  const requireFile = createRequire(main);
  let isFirst = true;
  function fromFile(name) {
    if (isFirst && name.startsWith('./') && folder() !== undefined) enableCompileCache(folder());
    isFirst &&= !name.startsWith('./');
    return requireFile(name);
  }
  return script.runInThisContext()(fromFile, main);
}

/** Where compiled code lies for this program, this Node and this kind of run; `undefined` where none may be kept. */
function keptCode(source) {
  const where = folder();
  if (where === undefined) return undefined;
  // The build puts a digest at the beginning: V8 itself looks at the length alone.
  const name = `${source.slice(2, 18)}-${process.version}-${process.arch}-${kindOfRun()}`;
  const file = path.join(where, name);
  let handle;
  try {
    handle = fs.openSync(file, 'r');
    const { uid, mode, mtimeMs } = fs.fstatSync(handle);
    // Whoever can write here decides what runs.
    if (process.getuid !== undefined && (uid !== process.getuid() || (mode & 0o022) !== 0)) return undefined;
    const data = whole(fs.readFileSync(handle));
    return { file, isThere: true, data, isFresh: data !== undefined && Date.now() - mtimeMs < DAY_MS };
  } catch {
    return { file, isThere: false, data: undefined, isFresh: false };
  } finally {
    if (handle !== undefined) fs.closeSync(handle);
  }
}

/** With a checksum at the end, as V8 would crash over damaged code. */
function sealed(code) {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32LE(crc32(code));
  return Buffer.concat([code, checksum]);
}

/** What was sealed; `undefined` where it is not as it was. */
function whole(data) {
  const end = data.length - 4;
  const code = data.subarray(0, Math.max(0, end));
  return end > 0 && data.readUInt32LE(end) === crc32(code) ? code : undefined;
}

/** The folder for caches of whoever runs this, with the variables that Node has for its own. */
function folder() {
  const { NODE_DISABLE_COMPILE_CACHE, NODE_COMPILE_CACHE, XDG_CACHE_HOME, HOME, LOCALAPPDATA } = process.env;
  if (NODE_DISABLE_COMPILE_CACHE) return undefined;
  const caches = NODE_COMPILE_CACHE || XDG_CACHE_HOME || (HOME ? path.join(HOME, '.cache') : LOCALAPPDATA);
  return caches ? path.join(caches, 'ttl-check', 'compiled') : undefined;
}

/** Runs of one kind call nearly the same functions. */
function kindOfRun() {
  if (/^[a-z]+$/.test(args[0] ?? '') && args[0] !== 'check') return 'command';
  return args.some((arg) => arg.startsWith('--format')) ? 'format' : 'table';
}

/** Whether this run has called what others of its kind will call. */
function isUsual(code) {
  const { user, system } = process.cpuUsage();
  const isShort = (user + system) / 1_000 < SHORT_RUN_MS;
  return code < 2 && isShort && !args.includes('--help') && !args.includes('-h');
}

function keep(file, data) {
  const where = path.dirname(file);
  const temporary = `${file}.${process.pid}`;
  try {
    fs.mkdirSync(where, { recursive: true, mode: 0o700 });
    fs.writeFileSync(temporary, data, { mode: 0o600, flag: 'wx' });
    fs.renameSync(temporary, file);
    for (const name of fs.readdirSync(where)) removeIfOld(path.join(where, name));
  } catch {
    // A full disk or a folder that cannot be written: the next run compiles again.
  }
}

function removeIfOld(file) {
  const found = fs.statSync(file);
  if (found.isFile() && Date.now() - found.mtimeMs > OLDEST_MS) fs.unlinkSync(file);
}
