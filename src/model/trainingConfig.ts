import { tf } from '../backend/tf.ts'
import { brief } from '../files/brief.ts'
import { readTopology } from './topology.ts'

/**
 * Checks that a training configuration from a file names optimizers where tf.js would make whatever it names: a model
 * there could take any memory, or no end.
 * @throws Error that says what is wrong
 */
export function checkTrainingConfig(training: object): void {
  checkOptimizers(readTopology({ optimizer: (training as Record<string, unknown>)['optimizer_config'] }))
}

function checkOptimizers(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  const { className } = value as { className?: unknown }
  if (className !== undefined) {
    const known = tf.serialization.SerializationMap.getMap().classNameMap
    const [made] = (Object.hasOwn(known, String(className)) && known[String(className)]) || []
    if (!made || !('applyGradients' in made.prototype))
      throw new Error(`its training configuration names no optimizer: ${JSON.stringify(brief(String(className), 60))}`)
  }
  for (const one of Object.values(value)) checkOptimizers(one)
}
