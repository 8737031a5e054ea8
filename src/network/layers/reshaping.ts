import { gather, type Part, type ReadLayer, type Readers, type Shape, sizeOf } from './layer.ts'

/** The same numbers in the same order, in another shape or none at all. */
const same: ReadLayer = (_layer, [input], output) => (sizeOf(input!) === sizeOf(output) ? [] : undefined)

/** Axes exchanged: axis `axes[i]` of the input becomes axis i. */
function permute(input: Shape, axes: readonly number[]): Part {
  return gather(sizeOf(input), (index) => {
    let rest = index
    let tap = 0
    for (let i = axes.length - 1; i >= 0; i--) {
      const dimension = input[axes[i]!]!
      tap += (rest % dimension) * sizeOf(input.slice(axes[i]! + 1))
      rest = Math.floor(rest / dimension)
    }
    return tap
  })
}

export const reshaping: Readers = {
  Flatten: ({ config: { dataFormat } }, [input]) =>
    // Channels first: Flatten then moves the channels to the end.
    dataFormat === 'channelsFirst' ? [permute(input!, [...input!.slice(1).map((_, i) => i + 1), 0])] : [],
  Permute: ({ config: { dims } }, [input]) =>
    Array.isArray(dims) && dims.length === input!.length
      ? [
          permute(
            input!,
            dims.map((dim: number) => dim - 1),
          ),
        ]
      : undefined,
  RepeatVector: (_layer, [input], output) => [gather(sizeOf(output), (i) => i % sizeOf(input!))],
  Reshape: same,
  // Active in training only.
  AlphaDropout: same,
  Dropout: same,
  GaussianDropout: same,
  GaussianNoise: same,
  SpatialDropout1D: same,
}
