import { relative, sep } from 'node:path'

/** A path as it is written in stored files and in names: from here, with slashes. */
export function portable(path: string): string {
  return relative('', path).split(sep).join('/')
}
