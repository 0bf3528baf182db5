import { posix } from 'node:path';
import { sourcesOf } from '../../gitops/manifest';
import type { Location } from '../../gitops/problem';
import type { ApplicationNode, EnvironmentModel } from '../expand/model';
import type { RuleFinding } from '../finding';
import { kustomizeReferences } from '../render/references-kustomize';
import { aboutApplication, sourcePath } from './places';
import type { Rule } from './rule';
import { unreadableFiles } from './unreadable';

/** `file:line: reason [rule]`, the place being left out where there is none: how the plugin's script says why. */
const REASON = /^(?:([^\s:]+):(\d+): )?(.*) \[([a-z-]+)\]$/;

/** Each source that could not be rendered, in Argo CD's or the plugin's own words. */
export const rendering: Rule = ({ model }) =>
  model.applications.flatMap((node) =>
    node.failures.flatMap(({ source, message }) => describeFailure(model, node, source, message)),
  );

function describeFailure(
  model: EnvironmentModel,
  node: ApplicationNode,
  source: number,
  message: string,
): RuleFinding[] {
  const lines = message.replace(/^exit status \d+: /, '').split('\n');
  const about = aboutApplication(model, node, sourcePath(node, source));
  const directory = sourcesOf(node.application)[source]?.path ?? '.';
  const reasons = lines.map((line) => REASON.exec(line)).filter((match) => match !== null);
  const isLate = /longer than the time limit|signal: killed|timeout after/.test(message);
  const causes = unreadableFiles(model.tree, node.inputs, lines.filter(isReason));
  if (causes.length > 0) return causes.map((problem) => ({ ...problem, application: about.application }));
  const missing = missingFile(model, node, source, message);
  if (missing) return [failure('render-failed', missing.reason, { ...about, where: missing.where })];
  if (reasons.length === 0) return [failure(isLate ? 'render-timeout' : 'render-failed', message, about)];
  const rest = lines.filter((line) => !REASON.test(line)).join('\n');
  return reasons.map(([, file, line, reason = '', rule = '']) => {
    const where =
      file === undefined ? about.where : { file: posix.join(directory, file), line: Number(line) };
    return failure(rule, rest === '' ? reason : `${headOf(reason)}\n${rest}`, {
      ...about,
      ...(where && { where }),
    });
  });
}

/** The plugin's script ends with a line that says nothing of its own. */
function isReason(line: string): boolean {
  return line.trim() !== '' && !/, for the reason above \[[a-z-]+\]$/.test(line);
}

/** The plugin's script says its reason last, and here it comes first. */
function headOf(reason: string): string {
  return reason.replace(/, for the reason above$/, ':');
}

/** What a kustomization names and nobody has; kustomize tells it at great length, and without a line. */
function missingFile(
  { tree }: EnvironmentModel,
  { application }: ApplicationNode,
  index: number,
  message: string,
): { reason: string; where: Location } | undefined {
  const source = sourcesOf(application)[index];
  if (source?.path === undefined || !message.includes('kustomize build')) return undefined;
  const missing = kustomizeReferences(tree, posix.normalize(source.path), source.kustomize).find(
    ({ target }) => !tree.files.has(target) && !tree.isDirectory(target.replace(/\/$/, '')),
  );
  if (!missing) return undefined;
  const { file, line, text } = missing;
  return { reason: `${text} does not exist`, where: { file, line } };
}

function failure(rule: string, reason: string, about: ReturnType<typeof aboutApplication>): RuleFinding {
  return {
    rule,
    ...about,
    found: `the source cannot be rendered: ${reason}`,
    expected: 'a source that Argo CD can render',
    fix: FIXES[rule] ?? 'mend what the message names; helmfiles/plugin/render.sh says what a slice may hold',
  };
}

const FIXES: Readonly<Record<string, string>> = {
  'not-offline': 'record the answer in offline/<environment>.yaml, or bring the files into this repository',
  'empty-output': 'make the slice render something, or remove its Application',
  'render-timeout': 'find the template that does not end',
};

/** Sources that render to nothing: with pruning, that deletes what there is. */
export const emptyOutput: Rule = ({ model }) =>
  model.applications
    .filter(({ objects, failures }) => objects.length === 0 && failures.length === 0)
    .map((node) => ({
      rule: 'empty-output',
      ...aboutApplication(model, node, sourcePath(node, 0)),
      found: `Application ${node.application.metadata.name} renders no objects`,
      expected: 'at least one object; with pruning, none means that everything is deleted',
      fix: 'make the source render something, or remove the Application',
    }));
