import { tf } from './tf.ts'

/** Makes plain JavaScript the backend, which is always there; resolves to the tfjs version. */
export async function startCpu(): Promise<string> {
  await tf.setBackend('cpu')
  greetSilently()
  return tf.version.tfjs
}

/** The backend's first tensor prints advice to install tfjs-node, unless tfjs believes that it runs its own tests. */
function greetSilently(): void {
  const isTest = tf.env().getBool('IS_TEST')
  tf.env().set('IS_TEST', true)
  tf.scalar(0).dispose()
  tf.env().set('IS_TEST', isTest)
}
