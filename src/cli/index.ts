export type { Command } from './command.ts'
export { run } from './run.ts'
export { runProcess } from './runProcess.ts'
export { type Subject, verifyClaims, verifyOptions } from './verifyClaims.ts'
