/**
 * `npm run native`: makes the native backend, exit code 1 when that fails. With `--optional`, as `npm ci` runs it, a
 * failure is one line and exit code 0: everything runs on WebAssembly too.
 */
import { installNative } from './installNative.ts'

const optional = process.argv.includes('--optional')
try {
  await installNative((line) => process.stderr.write(`native backend: ${line}\n`))
} catch (error) {
  const reason = (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]
  const consequence = optional ? '; wasm will be used (to try again: npm run native)' : ''
  process.stderr.write(`native backend: not available, ${reason}${consequence}\n`)
  if (!optional) process.exitCode = 1
}
