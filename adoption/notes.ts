import { describeManifest, type Manifest } from '../gitops/manifest';

/** More than Kubernetes lets an annotation hold, and `kubectl apply` keeps the whole object in one. */
const ANNOTATION_BYTES = 256 << 10;

/** What stays as it is and is worth knowing: nothing of it keeps the release from being taken over. */
export function notesOn(objects: readonly Manifest[], definitions: readonly string[]): string[] {
  return [
    ...objects
      .filter((object) => events(object) !== undefined)
      .map(
        (object) =>
          `${describeManifest(object)} is a hook (${events(object)}): Argo CD runs it with every sync`,
      ),
    ...definitions.map(
      (path) =>
        `${path} is left out: the definition stays in the cluster, and belongs to a slice of foundation`,
    ),
  ];
}

function events({ metadata }: Manifest): string | undefined {
  return metadata.annotations?.['helm.sh/hook'];
}

/** Objects that can only be applied on the server's side, and do not say so to Argo CD. */
export function tooLarge(objects: readonly Manifest[]): Manifest[] {
  return objects.filter(
    (object) =>
      Buffer.byteLength(JSON.stringify(object)) > ANNOTATION_BYTES &&
      !/ServerSideApply=true/.test(object.metadata.annotations?.['argocd.argoproj.io/sync-options'] ?? ''),
  );
}
