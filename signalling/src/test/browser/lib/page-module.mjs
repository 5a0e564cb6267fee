import { readFileSync } from 'node:fs';
import { root } from './paths.mjs';

/** A module of the pages that imports nothing, loaded here. */
export function loadPageModule(path) {
  const source = readFileSync(`${root}signalling/src/main/resources/web/${path}`, 'utf8');
  return import(`data:text/javascript,${encodeURIComponent(source)}`);
}
