import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../../../', import.meta.url));
export const target = fileURLToPath(new URL('../../../../target/', import.meta.url));

/** A directory under signalling/target, made if it is not there. */
export function outputDirectory(name) {
  const directory = `${target}${name}/`;
  mkdirSync(directory, { recursive: true });
  return directory;
}
