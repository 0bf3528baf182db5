import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { FORMATS, type Format, type ValidateOptions } from '../../validate/options';
import { coloursOf } from '../support/colour';
import { describe } from '../support/describe';
import { ExitCode } from '../support/exit';
import { interrupted } from '../support/interrupt';
import { type ShowProgress, withProgress } from '../support/progress';

interface Flags {
  readonly env?: readonly string[];
  readonly base?: string;
  readonly live?: boolean;
  readonly format: Format;
  readonly output?: string;
  readonly root: string;
  readonly cache: boolean;
  readonly parallel?: number;
  readonly timeout?: number;
}

/**
 * Adds `validate`. Exit codes: 0 clean, 1 findings; what keeps it from judging is thrown, and is 2.
 *
 * @param root The checkout to validate unless another is named.
 */
export function registerValidate(program: Command, root: string): void {
  const validate = program
    .command('validate')
    .description('render every Application of every environment as Argo CD would, and check what comes out')
    .option('-e, --env <environments...>', 'environments to validate (default: all of the tree)')
    .option('--base <revision>', 'compare with a branch, tag or commit')
    .option('--live', 'compare with the running clusters too, as far as there are any')
    .addOption(new Option('--format <format>', 'form of the report').choices(FORMATS).default('text'))
    .addOption(new Option('--json', 'short for --format json').conflicts('format'))
    .option('-o, --output <file>', 'write the report to a file')
    .addOption(new Option('--root <directory>', 'the checkout to validate').default(root, 'this one'))
    .option('--no-cache', 'render everything anew, and keep nothing')
    .option('--parallel <number>', 'sources rendered at a time (default: one a processor)', positive)
    .option('--timeout <seconds>', 'time for rendering one source (default: 60)', positive)
    .action(async ({ json, ...flags }: Flags & { readonly json?: true }) => {
      process.exitCode = await run(json ? { ...flags, format: 'json' } : flags);
    });
  describe(validate, {
    examples: [
      'bin/argo-bootstrap validate',
      'bin/argo-bootstrap validate --env staging production --base origin/main',
      'bin/argo-bootstrap validate --env local --base main --live',
      'bin/argo-bootstrap validate --format sarif --output validate.sarif',
    ],
    notWell: 'there are findings of severity error',
  });
}

function positive(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('a whole number above 0 is needed');
}

/** Loads the check only now: whoever runs another command should not wait for it. */
async function run(flags: Flags): Promise<number> {
  const { validate } = require('../../validate') as typeof import('../../validate');
  const { formatReport } = require('../../validate/report') as typeof import('../../validate/report');
  const { hasErrors } = require('../../validate/result') as typeof import('../../validate/result');
  const result = await withProgress((show) =>
    validate({ ...optionsOf(flags), ...liveOption(flags), ...progressOption(show), signal: interrupted }),
  );
  if (flags.output === undefined) {
    process.stdout.write(formatReport(result, flags.format, coloursOf(process.stdout)));
  } else {
    writeFileSync(flags.output, formatReport(result, flags.format));
  }
  return hasErrors(result) ? ExitCode.notWell : ExitCode.ok;
}

/** The Kubernetes client takes a second to load, and most runs need none. */
function liveOption({ live, root }: Flags): Pick<ValidateOptions, 'live'> {
  if (!live) return {};
  const { findLiveCluster } = require('../support/live-cluster') as typeof import('../support/live-cluster');
  return { live: findLiveCluster(resolve(root)) };
}

function optionsOf({ root, env, base, cache, parallel, timeout }: Flags): ValidateOptions {
  return {
    root: resolve(root),
    ...(env && { environments: env }),
    ...(base !== undefined && { base }),
    ...(parallel !== undefined && { parallel }),
    ...(timeout !== undefined && { timeoutSeconds: timeout }),
    ...(!cache && { cache: false as const }),
  };
}

function progressOption(show: ShowProgress): Pick<ValidateOptions, 'progress' | 'toolProgress'> {
  return {
    progress: ({ environment, application, done, base }) =>
      show(`${base === undefined ? '' : `${base}: `}${done} done, ${application} in ${environment}`),
    toolProgress: show,
  };
}
