import { OvershootError } from '../../errors.ts'
import { run } from './run.ts'

const program = `
const util = require('node:util')
util.isNullOrUndefined ??= (value) => value == null
const tf = require(process.argv[1])
const values = Array.from(tf.sigmoid([-Infinity, 0, Infinity]).dataSync())
process.stdout.write(JSON.stringify([tf.backend().binding.TF_Version, tf.getBackend(), ...values]))
`

/**
 * Loads the package in a process of its own, where a crash does no harm, and computes one sigmoid; resolves to the
 * version of libtensorflow.
 * @throws NATIVE_INSTALL_FAILED when it does not load or computes anything but 0, 1/2, 1.
 */
export async function checkTfjsNode(tfjsNode: string): Promise<string> {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '1' }
  const output = await run(process.execPath, ['-e', program, tfjsNode], { env, seconds: 120 })
  const [, version] = /^\["([^"]*)","tensorflow",0,0\.5,1\]$/.exec(output) ?? []
  if (version === undefined)
    throw new OvershootError('NATIVE_INSTALL_FAILED', `the native backend computes nonsense: ${output}`)
  return version
}
