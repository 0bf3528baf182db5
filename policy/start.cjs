// Pulumi starts the pack here.
require('../loader/load.cjs')(['@pulumi/policy', 'yaml', 'zod']);
require('./index.ts');
