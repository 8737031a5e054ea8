import type { Command } from './command.ts'
import { commands as allCommands } from './commands.ts'
import { describeError, isMendable } from './terminal/describeError.ts'
import { exitCodes, type ExitCode } from './exitCodes.ts'
import type { Io } from './terminal/io.ts'
import { runProgram } from './program.ts'

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
    io.stderr.write(describeError(error))
    return isMendable(error) ? exitCodes.unusable : exitCodes.internal
  }
}
