import { OvershootError } from '../errors.ts'
import { brief } from '../files/brief.ts'
import type { Command } from './command.ts'
import { commands as allCommands } from './commands/index.ts'
import { exitCodes, type ExitCode } from './exitCodes.ts'
import type { Io } from './io.ts'
import { runProgram } from './program.ts'

/** Characters that the message of an error may have. */
const LONGEST = 2000

/**
 * The program `overshoot`: runs the command that `argv` (without node and the script) names and resolves to the exit
 * code; never rejects. Errors go to `io.stderr` as `overshoot: <message> [CODE]`, a fault of Overshoot itself with its
 * stack.
 */
export async function run(
  argv: readonly string[],
  io: Io,
  commands: readonly Command[] = allCommands,
): Promise<ExitCode> {
  try {
    return await runProgram(argv, commands, io)
  } catch (error) {
    if (isOvershootError(error) && error.code !== 'INTERNAL') {
      // One line that leaves the terminal alone, whatever parsers and module loaders put into theirs.
      const line = brief(error.message.trim().replaceAll(/\s*\n\s*/g, ' '), LONGEST)
      io.stderr.write(`overshoot: ${line} [${error.code}]\n`)
      return exitCodes.unusable
    }
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    io.stderr.write(`overshoot: internal error, please report it: ${text}\n`)
    return exitCodes.internal
  }
}

/** By name as well: a claims module may have loaded another copy of the package. */
function isOvershootError(error: unknown): error is OvershootError {
  return (
    error instanceof OvershootError || (error instanceof Error && error.name === 'OvershootError' && 'code' in error)
  )
}
