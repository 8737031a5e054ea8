import { run } from '../src/cli/run.ts'
import type { ExitCode } from '../src/cli/exitCodes.ts'
import { defined } from '../src/defined.ts'

/** What is around the program: nothing of this process, unless it is given. */
export interface Around {
  readonly environment?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal | undefined
  /** Of standard output. */
  readonly columns?: number
  readonly isTTY?: boolean
}

/** What the program came to and wrote. */
export interface CliRun {
  readonly exitCode: ExitCode
  readonly stdout: string
  readonly stderr: string
}

/** Runs the program `overshoot` in this process. */
export async function runCli(
  argv: readonly string[],
  { environment = {}, signal, columns, isTTY = false }: Around = {},
): Promise<CliRun> {
  const written = { stdout: '', stderr: '' }
  const exitCode = await run(argv, {
    stdout: { write: (text) => (written.stdout += text), isTTY, ...defined({ columns }) },
    stderr: { write: (text) => (written.stderr += text) },
    environment,
    ...defined({ signal }),
  })
  return { exitCode, ...written }
}
