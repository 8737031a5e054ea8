import { pairs, three } from '../../../model/keras/layers/space.ts'
import { gather, type Shape, sizeOf } from '../layer.ts'
import { wholePool } from '../pooling.ts'
import type { KerasReader, Settings } from './kerasReader.ts'

/** Places of three axes that are others': which, counted along each, or none for zeros. */
const moved =
  (along: (settings: Settings) => readonly ((at: number) => number)[]): KerasReader =>
  (_layer, settings, [input], output) => {
    const axes = along(settings)
    if (input!.length !== 4 || output.length !== 4 || axes.length !== 3) return undefined
    return [gather(sizeOf(output), (i) => tapAt(i, input!, output, axes))]
  }

function tapAt(index: number, input: Shape, output: Shape, axes: readonly ((at: number) => number)[]): number {
  let rest = Math.floor(index / output[3]!)
  let tap = index % output[3]!
  let stride = input[3]!
  for (let axis = 2; axis >= 0; axis--) {
    const at = axes[axis]!(rest % output[axis]!)
    if (at < 0 || at >= input[axis]!) return -1
    tap += at * stride
    stride *= input[axis]!
    rest = Math.floor(rest / output[axis]!)
  }
  return tap
}

const global =
  (mode: 'average' | 'max'): KerasReader =>
  (_layer, _settings, [input]) => [wholePool(mode, input!)]

export const kerasSpace: Readonly<Record<string, KerasReader>> = {
  Cropping3D: moved(({ cropping }) =>
    pairs(cropping ?? 1).map(
      ([before]) =>
        (at) =>
          at + before,
    ),
  ),
  GlobalAveragePooling1D: global('average'),
  GlobalAveragePooling2D: global('average'),
  GlobalAveragePooling3D: global('average'),
  GlobalMaxPooling1D: global('max'),
  GlobalMaxPooling2D: global('max'),
  GlobalMaxPooling3D: global('max'),
  UpSampling3D: moved(({ size }) => three(size ?? 2).map((times) => (at) => Math.floor(at / times))),
  ZeroPadding3D: moved(({ padding }) =>
    pairs(padding ?? 1).map(
      ([before]) =>
        (at) =>
          at - before,
    ),
  ),
}
