import { Console } from 'node:console'
import type { ExitCode } from './exitCodes.ts'
import type { Io } from './terminal/io.ts'

/** Runs a program on this process' streams and environment and ends the process with its exit code. */
export async function runProcess(program: (io: Io) => Promise<ExitCode>): Promise<never> {
  // The program writes to its streams itself. What claims modules and libraries print must not mix with JSON on
  // standard output.
  globalThis.console = new Console(process.stderr, process.stderr)

  const interrupt = new AbortController()
  process.once('SIGINT', () => interrupt.abort())

  // A reader that has seen enough (| head) is no fault.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })

  const exitCode = await program({
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    signal: interrupt.signal,
  })

  // Timers or sockets that a claims module left open must not keep the program; what was written must arrive first.
  const arrived = (stream: NodeJS.WriteStream) => new Promise<void>((resolve) => stream.write('', () => resolve()))
  await Promise.all([arrived(process.stdout), arrived(process.stderr)])
  process.exit(exitCode)
}
