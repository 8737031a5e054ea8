import { quietly } from '../quietly.ts'
import { tf } from '../tf.ts'
import { copyOnCast } from './copyOnCast.ts'

/** Makes plain JavaScript the backend, which is always there; resolves to the tfjs version. */
export async function startCpu(): Promise<string> {
  copyOnCast()
  await tf.setBackend('cpu')
  // The backend's first tensor prints the advice to install tfjs-node.
  await quietly(async () => tf.scalar(0).dispose())
  return tf.version.tfjs
}
