import { measureActivation } from './activationsMeasure.ts'
import type { Row } from './measure.ts'

/** How long it takes to try every float32 on native, held against the real function, limits and falls counted. */
export async function activations(): Promise<Row[]> {
  const { seconds } = await measureActivation('sigmoid', 'native')
  return [
    {
      what: 'all 2^32 floats through sigmoid, native',
      value: seconds.enumerated,
      unit: 's',
      target: '120 s, goal 40 s',
    },
    { what: 'with a sample of the tails of tensors', value: seconds.all, unit: 's' },
  ]
}
