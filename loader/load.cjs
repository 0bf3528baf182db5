// How Pulumi loads the program and the policy pack. Its own way brings in the TypeScript compiler at every start;
// tsx strips the types with a faster one, and `make check` checks them.
const Module = require('node:module');

// The SDK loads what takes most of its start-up, and what neither of the two has a use for: npm's dependency resolver
// with what looks through packages, and the TypeScript compiler, for programs that hand over functions as code; and the
// automation API. An empty module stands in for each.
const UNUSED = ['@npmcli/arborist', './runtime/closure/codePaths', './typescript-shim', './automation'];

/**
 * Makes `require` take TypeScript.
 * @param {readonly string[]} packages What the code to come will load. Loaded first, since tsx looks through every file
 *   that comes after it for something to compile.
 */
module.exports = function load(packages) {
  const sdk = Module.createRequire(require.resolve('@pulumi/pulumi'));
  for (const name of UNUSED) standIn(sdk, name);
  for (const name of packages) require(name);
  require('tsx/cjs');
};

/** Another version of the SDK may not have the module: there is nothing to spare then. */
function standIn(sdk, name) {
  try {
    const file = sdk.resolve(name);
    require.cache[file] ??= Object.assign(new Module(file), { loaded: true });
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
  }
}
