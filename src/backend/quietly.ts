import { tf } from './tf.ts'

/** Runs `action` with the warnings of tfjs off: it has no other switch than the flag that says "in production". */
export async function quietly<T>(action: () => Promise<T>): Promise<T> {
  const before = tf.env().getBool('PROD')
  tf.env().set('PROD', true)
  try {
    return await action()
  } finally {
    tf.env().set('PROD', before)
  }
}
