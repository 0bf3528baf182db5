// Makes `require` take our TypeScript, and leaves packages to Node: tsx would look through each of their files for
// something to compile, which takes as long as everything else that a command loads.
const { _extensions: ways } = require('node:module');

require('./packages.cjs');
const byNode = ways['.js'];
require('tsx/cjs');
const byTsx = ways['.js'];
ways['.js'] = (module, file) => (file.includes('/node_modules/') ? byNode : byTsx)(module, file);
