// Pulumi starts the pack here. Its own TypeScript loader would compile the pack and check its types at every start;
// tsx only strips them, and `make check` checks them.
const Module = require('node:module');

// @pulumi/pulumi loads two things at once that a policy pack never uses, and that take more than half of its
// start-up: npm's dependency resolver, for programs that serialise functions, and the automation API. An empty
// module stands in for each.
const sdk = require.resolve('@pulumi/pulumi');
for (const name of ['@npmcli/arborist', './automation']) {
  const file = Module.createRequire(sdk).resolve(name);
  require.cache[file] = Object.assign(new Module(file), { loaded: true });
}

// Before tsx, which would look through each of their files for something to compile.
for (const name of ['@pulumi/policy', 'yaml', 'zod']) require(name);

require('tsx/cjs');
require('./index.ts');
