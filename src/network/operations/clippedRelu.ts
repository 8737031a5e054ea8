import type { ActivationOperation } from './activation.ts'
import type { ReadLayer, Rules } from './rules.ts'

/** min(max(x, 0), max). */
export interface ClippedReluOperation {
  readonly kind: 'clippedRelu'
  readonly max: number
}

const read: ReadLayer<ClippedReluOperation> = ({ config: { maxValue } }) => {
  const relu: ActivationOperation = { kind: 'activation', name: 'relu' }
  if (maxValue === undefined || maxValue === null) return [relu]
  return typeof maxValue === 'number' && maxValue >= 0 ? [{ kind: 'clippedRelu', max: maxValue }] : undefined
}

export const clippedRelu: Rules<ClippedReluOperation> = {
  layers: { ReLU: read },
  evaluate: ({ max }, [x]) => x!.values.map((value) => Math.min(max, Math.max(0, value))),
}
