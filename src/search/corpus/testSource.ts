import { quoteWord, splitWords } from '../../files/quoteWord.ts'

/**
 * A test that states a claim: its file, from the folder in which vitest runs, and its name after those of the suites
 * around it.
 */
export interface TestSource {
  readonly file: string
  readonly names: readonly string[]
}

const START = 'vitest run '

/** The command line that runs the test, as counterexamples keep it for their replay. */
export function toTestSource({ file, names }: TestSource): string {
  return START + [file, '-t', pattern(names.join(' '))].map(quoteWord).join(' ')
}

/** The arguments of the command line that a source is, without the program's name; undefined for other sources. */
export function fromTestSource(source: string): string[] | undefined {
  return source.startsWith(START) ? splitWords(source)?.slice(1) : undefined
}

/** Vitest takes names for regular expressions. */
function pattern(name: string): string {
  return name.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)
}
