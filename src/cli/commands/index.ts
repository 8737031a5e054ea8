import type { Command } from '../command.ts'
import { benchmarkCommand } from './benchmark.ts'
import { checkCommand } from './check.ts'
import { checkProofCommand } from './checkProof.ts'
import { ciCommand } from './ci.ts'
import { explainCommand } from './explain.ts'
import { initCommand } from './init.ts'
import { nativeCommand } from './native.ts'
import { replayCommand } from './replay.ts'
import { reportCommand } from './report.ts'
import { verifyCommand } from './verify.ts'

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
