import { at, list, type Path, text } from '../core/values';

/** An address, which Argo CD fetches a values file from unless its scheme is switched off. */
const ADDRESS = /^\s*[a-z][a-z0-9+.-]*:/i;

/** What kustomize takes for a repository: an address, `user@host:path`, or a path that starts with a host's name. */
const REMOTE_COMPONENT = /:|@|^[\w-]+(\.[\w-]+)+\//;

/** Where a source names files that are not in its repository: values files by address, and remote components. */
export function remoteFiles(props: unknown, source: Path): Path[] {
  const valueFiles: Path = [...source, 'helm', 'valueFiles'];
  const parameters: Path = [...source, 'helm', 'fileParameters'];
  const components: Path = [...source, 'kustomize', 'components'];
  return [
    ...entries(props, valueFiles).filter((path) => isMatch(props, path, ADDRESS)),
    ...entries(props, parameters)
      .map((path) => [...path, 'path'])
      .filter((path) => isMatch(props, path, ADDRESS)),
    ...entries(props, components).filter((path) => isMatch(props, path, REMOTE_COMPONENT)),
  ];
}

function entries(props: unknown, path: Path): Path[] {
  return list(at(props, path)).map((_, index) => [...path, index]);
}

function isMatch(props: unknown, path: Path, pattern: RegExp): boolean {
  return pattern.test(text(at(props, path)) ?? '');
}
