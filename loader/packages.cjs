// Two packages consist of hundreds of ES modules, which Node takes half a second to load one by one: most of what a
// command needs before it does anything. Each is bundled to one file at its first use, which is loaded from then on,
// together with what V8 made of it.
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { join } = require('node:path');
const { Script } = require('node:vm');

const PACKAGES = ['@kubernetes/client-node', 'execa'];
const ROOT = join(__dirname, '..');
const KEPT = join(ROOT, 'node_modules', '.cache', 'argo-bootstrap');
// What decides what a bundle is: the packages as they are locked, and the way of bundling.
const DIGEST = digestOf([join(ROOT, 'package-lock.json'), __filename]);

for (const name of PACKAGES) standIn(name);

function digestOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}

/** Has `require` take the bundle for the package, once somebody asks for it. */
function standIn(name) {
  const path = require.resolve(name);
  const module = Object.assign(new Module(path), { filename: path, loaded: true });
  let exports;
  Object.defineProperty(module, 'exports', {
    get() {
      exports ??= load(name);
      return exports;
    },
  });
  require.cache[path] = module;
}

function load(name) {
  const prefix = name.replace('/', '+');
  const [file, compiled] = ['cjs', 'v8'].map((kind) => join(KEPT, `${prefix}-${DIGEST}.${kind}`));
  const kept = read(file);
  const text = kept?.toString('latin1') ?? bundle(name);
  const cachedData = kept && read(compiled);
  const script = new Script(Module.wrap(text), { filename: file, cachedData });
  const exports = run(script, file);
  if (!kept) removeAll(prefix);
  if (!kept) write(file, text);
  // Another Node has another V8, which refuses what this one made.
  if (!cachedData || script.cachedDataRejected) write(compiled, script.createCachedData());
  return exports;
}

/** Only ASCII, since V8 holds such a text in half the memory, and reads it sooner. */
function bundle(name) {
  const { outputFiles } = require('esbuild').buildSync({
    stdin: { contents: `module.exports = require(${JSON.stringify(name)})`, resolveDir: ROOT },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    charset: 'ascii',
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'silent',
    write: false,
  });
  return outputFiles[0].text;
}

function run(script, file) {
  const module = new Module(file);
  module.filename = file;
  const wrapper = script.runInThisContext();
  wrapper.call(module.exports, module.exports, Module.createRequire(file), module, file, KEPT);
  return module.exports;
}

/** A machine that lost its power may have left a file empty. */
function read(file) {
  try {
    const content = readFileSync(file);
    return content.length > 0 ? content : undefined;
  } catch {
    return undefined;
  }
}

/** Two commands at once must not see half a file. Where nothing can be written, the next command bundles again. */
function write(file, content) {
  try {
    mkdirSync(KEPT, { recursive: true });
    const temporary = `${file}.${process.pid}`;
    writeFileSync(temporary, content);
    renameSync(temporary, file);
  } catch {
    // It serves to be faster, and nothing else.
  }
}

/** Bundles of earlier versions of a package. */
function removeAll(prefix) {
  try {
    for (const name of readdirSync(KEPT)) {
      if (name.startsWith(`${prefix}-`)) rmSync(join(KEPT, name), { force: true });
    }
  } catch {
    // There is none yet.
  }
}
