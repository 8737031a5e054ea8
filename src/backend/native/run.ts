import { execFile } from 'node:child_process'
import { type ErrorCode, OvershootError } from '../../errors.ts'

/** What may be set for a program that is run. */
export interface RunOptions {
  cwd?: string
  env?: NodeJS.ProcessEnv
  /** After this long it is ended, and that is an error. */
  seconds?: number
  /** The code of the error when it fails; NATIVE_INSTALL_FAILED if not given. */
  code?: ErrorCode
}

/**
 * Runs a program without a shell and resolves to what it wrote to stdout.
 * @throws NATIVE_TOOL_MISSING when there is no such program; `code` when it fails or takes too long: the message holds
 * the last line of its errors.
 */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { cwd, env = process.env, seconds = 600, code = 'NATIVE_INSTALL_FAILED' } = options
  return new Promise((resolve, reject) => {
    const settings = { cwd, env, timeout: seconds * 1000, maxBuffer: 64 * 1024 * 1024 }
    execFile(program, args, settings, (error, stdout, stderr) => {
      if (error === null) resolve(stdout)
      else if (error.code === 'ENOENT')
        reject(new OvershootError('NATIVE_TOOL_MISSING', `${program} is not installed`, { cause: error }))
      else reject(new OvershootError(code, `${program} ${whyFailed(error, stderr, seconds)}`, { cause: error }))
    })
  })
}

function whyFailed(error: Error & { code?: unknown; killed?: boolean }, stderr: string, seconds: number): string {
  if (error.killed === true) return `took longer than ${seconds} s`
  const lines = stderr.split('\n').filter((line) => line.trim() !== '')
  // Compilers and pip put their verdict on a line marked as an error; everything else ends with it.
  const telling = lines.find((line) => /\berror\b/i.test(line)) ?? lines.at(-1)
  return telling === undefined ? `failed (${String(error.code)})` : `failed: ${telling.trim()}`
}
