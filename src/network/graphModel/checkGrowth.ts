import { brief } from '../../files/brief.ts'
import { mappedNode, weightOf } from './graphExecutor.ts'
import { type GraphNode, tensorName } from './graphFile.ts'
import type { tf } from '../../backend/tf.ts'

/** Operators whose results are as large as numbers say that the file holds. */
const sizedByNumbers: ReadonlySet<string> = new Set(
  (
    'BatchToSpaceND Bincount BroadcastTo Conv2DBackpropInput Conv2dTranspose CropAndResize DenseBincount Fill ' +
    'ImageProjectiveTransformV3 LinSpace MirrorPad Multinomial OneHot Ones Pad PadV2 RandomStandardNormal ' +
    'RandomUniform RandomUniformInt Range ResizeBilinear ResizeNearestNeighbor ScatterNd SpaceToBatchND ' +
    'SparseToDense TensorListReserve Tile TruncatedNormal UnsortedSegmentSum Zeros'
  ).split(' '),
)

/** How large results may be that these numbers make, and a width of padding. */
const [MOST_NUMBERS, MOST_PADDING] = [2 ** 27, 2 ** 16]

/**
 * Looks at numbers in the file that say how large results are, before any are computed: what does not fit into memory
 * ends a process. @throws Error that names the node
 */
export function checkGrowth(model: tf.GraphModel, nodes: readonly GraphNode[]): void {
  for (const { name, op, input } of nodes) {
    const explicit = mappedNode(model, name)?.attrParams['explicitPaddings']?.value ?? []
    if ([explicit].flat().some((width) => !(Math.abs(Number(width)) <= MOST_PADDING))) throw tooLarge(name)
    if (!sizedByNumbers.has(op)) continue
    const known = (input ?? []).map((text) => weightOf(model, tensorName(text)!.node))
    if (op === 'Range') {
      const [start, stop, step] = known.map((tensor) => tensor?.dataSync()[0] as number | undefined)
      const count = ((stop ?? 0) - (start ?? 0)) / (step ?? 1)
      if (!(Math.abs(count) <= MOST_NUMBERS)) throw tooLarge(name)
      continue
    }
    for (const tensor of known)
      // Lists of lengths, not what is padded or repeated.
      if (tensor?.dtype === 'int32' && tensor.size <= 16 && !isWithin(tensor.dataSync())) throw tooLarge(name)
  }
}

function isWithin(lengths: ArrayLike<number>): boolean {
  const all = Array.from(lengths, (length) => Math.max(1, Math.abs(length)))
  return all.reduce((product, length) => product * length, 1) <= MOST_NUMBERS
}

function tooLarge(name: string): Error {
  return new Error(`it needs more memory than any model: see node ${brief(name, 120)}`)
}
