import type { Command } from './command.ts'
import { benchmarkCommand } from './benchmark/benchmarkCommand.ts'
import { checkCommand } from './check/checkCommand.ts'
import { checkProofCommand } from './proof/checkProofCommand.ts'
import { ciCommand } from './github/ciCommand.ts'
import { explainCommand } from './counterexample/explainCommand.ts'
import { initCommand } from './init/initCommand.ts'
import { nativeCommand } from './backend/nativeCommand.ts'
import { replayCommand } from './counterexample/replayCommand.ts'
import { reportCommand } from './page/reportCommand.ts'
import { verifyCommand } from './verify/verifyCommand.ts'

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  verifyCommand,
  checkCommand,
  benchmarkCommand,
  reportCommand,
  replayCommand,
  explainCommand,
  checkProofCommand,
  initCommand,
  ciCommand,
  nativeCommand,
]
