import type { ExitCode } from './exitCodes.ts'
import type { Io } from './terminal/io.ts'
import type { OptionName, OptionValues } from './options/optionTable.ts'

/**
 * One command of the program: a folder here, or a file in the folder of what it is about, and a row in `commands.ts`.
 */
export interface Command {
  readonly name: string
  /** Names in commander's notation, e.g. `<module...>` or `[module]`. */
  readonly arguments?: readonly { readonly name: string; readonly doc: string }[]
  readonly doc: string
  readonly options: readonly OptionName[]
  /** @throws OvershootError for what the user can mend */
  run(args: readonly string[], options: OptionValues, io: Io): Promise<ExitCode>
}
