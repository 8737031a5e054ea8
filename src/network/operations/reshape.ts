import { type Rules, sizeOf } from './rules.ts'

/** The same numbers in the same order, in another shape or none at all: what inference leaves as it is. */
export interface ReshapeOperation {
  readonly kind: 'reshape'
}

const same: Rules<ReshapeOperation>['layers'][string] = (_layer, [input], output) =>
  sizeOf(input!) === sizeOf(output) ? [{ kind: 'reshape' }] : undefined

export const reshape: Rules<ReshapeOperation> = {
  layers: {
    Flatten: (layer, inputs, output) =>
      // Channels first: Flatten then moves the channels to the end.
      layer.config['dataFormat'] === 'channelsFirst' ? undefined : same(layer, inputs, output),
    Reshape: same,
    // Active in training only.
    AlphaDropout: same,
    Dropout: same,
    GaussianDropout: same,
    GaussianNoise: same,
    SpatialDropout1D: same,
  },
  evaluate: (_operation, [x]) => x!.values.slice(),
}
