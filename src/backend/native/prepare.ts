/**
 * What `npm ci` runs last in a checkout: makes the native backend, or says in one line why it cannot and goes on, as
 * everything runs on WebAssembly too. Users of the package do not have it: theirs is the command `overshoot native`.
 */
import { reasonOf } from '../../errors.ts'
import { installNative } from './installNative.ts'

// npm sets this where it builds the package for a project that depends on its repository, and keeps the package alone.
if (process.env['_PACOTE_NO_PREPARE_'] === undefined)
  await installNative((line) => process.stderr.write(`native backend: ${line}\n`)).catch((error: unknown) => {
    const reason = reasonOf(error).split('\n', 1)[0]
    process.stderr.write(
      `native backend: not available, ${reason}; wasm will be used (to try again: npx overshoot native)\n`,
    )
  })
