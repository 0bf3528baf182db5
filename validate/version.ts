import { version } from '../package.json';

/** This project's own version, for reports. */
export function projectVersion(): string {
  return version;
}
