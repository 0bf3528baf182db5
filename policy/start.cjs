// Pulumi starts the pack here. Its own TypeScript loader would compile the pack and check its types at every start;
// tsx only strips them, and `make check` checks them.
const Module = require('node:module');

// @pulumi/pulumi loads npm's dependency resolver at once, for programs that serialise functions. A policy pack never
// does, and the resolver takes more than half of the start-up: an empty module stands in for it.
const resolver = require.resolve('@npmcli/arborist', { paths: [require.resolve('@pulumi/pulumi')] });
require.cache[resolver] = Object.assign(new Module(resolver), { loaded: true });

require('tsx/cjs');
require('./index.ts');
