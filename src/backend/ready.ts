import { ensureBackend } from './useBackend.ts'

// Importing the package is enough to compute with it. Modules of the package itself take `tf` from ./tf.ts instead.
await ensureBackend()

export { tf } from './tf.ts'
