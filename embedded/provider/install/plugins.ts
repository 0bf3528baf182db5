import { VERSION } from '../version';

/** A resource plugin that Pulumi wants for this program. */
export interface Plugin {
  readonly name: string;
  readonly version: string;
  /** TypeScript that answers for it offline, relative to `embedded/provider`. */
  readonly entry: string;
}

/** The plugin of `@pulumi/kubernetes`. */
export const KUBERNETES: Plugin = { name: 'kubernetes', version: VERSION, entry: 'main.ts' };

/** The plugin of `@pulumi/kubernetes-cert-manager`; Pulumi asks for it as soon as the package is installed. */
export const CERT_MANAGER: Plugin = {
  name: 'kubernetes-cert-manager',
  version: '0.2.0',
  entry: 'cert-manager/main.ts',
};

/** Name of a plugin's directory below `plugins/` of a Pulumi home. */
export function directoryName(plugin: Plugin): string {
  return `resource-${plugin.name}-v${plugin.version}`;
}

/** Name of a plugin's executable. */
export function executableName(plugin: Plugin): string {
  return `pulumi-resource-${plugin.name}`;
}
