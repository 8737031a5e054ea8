import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'

export type Random = () => number

/**
 * One kind of file: `make` writes a case to an empty folder and says in words what it is, `read` is what users do with
 * it.
 */
export interface Kind {
  /** How many cases are not drawn at random but listed: they come first. */
  readonly listed: number
  make(folder: string, n: number, random: Random): Promise<string> | string
  /** What came of it: `valid`, or a word for what is no error; else it throws. */
  read(folder: string): Promise<string> | string
}

/** What any file may turn out to be. */
export const anyFile: Readonly<Record<string, (path: string) => void>> = {
  'no file': () => undefined,
  'an empty file': (path) => writeFileSync(path, ''),
  'a folder': (path) => mkdirSync(path),
  'a device': (path) => symlinkSync('/dev/zero', path),
  'a link to itself': (path) => symlinkSync(path, path),
  'a file of 3 GB': (path) => {
    writeFileSync(path, '')
    truncateSync(path, 3e9)
  },
  'UTF-16': (path) => writeFileSync(path, Buffer.from('\ufeff{"format":1}', 'utf16le')),
  'JSON nested 100,000 deep': (path) => writeFileSync(path, '['.repeat(100_000) + ']'.repeat(100_000)),
  'objects nested 100,000 deep': (path) => writeFileSync(path, `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`),
  'a prototype': (path) =>
    writeFileSync(path, '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'),
  'a key of 10 MB': (path) =>
    writeFileSync(path, JSON.stringify({ ['x'.repeat(1e7)]: 1, verdicts: [{ ['y'.repeat(1e7)]: 1 }] })),
  '200,000 items': (path) => writeFileSync(path, JSON.stringify(Array.from({ length: 200_000 }, () => 0))),
}
