// Pulumi starts the program here.
require('./loader/load.cjs')(['@pulumi/pulumi', '@pulumi/kubernetes', 'yaml', 'zod']);
module.exports = require('./index.ts');
