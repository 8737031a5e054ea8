import { tf } from '../../backend/tf.ts'
import { unsupported } from '../unsupported.ts'
import type { LayerNode } from './layerTree.ts'

/**
 * Refuses layers that tf.js takes as Keras means them, and whose kernels in WebAssembly and plain JavaScript compute
 * something else: batch normalization along an axis that is not the last; and what kernels say that they cannot when
 * they run: its five dimensions, and on native three-dimensional convolutions with gaps.
 * @throws SETTING_UNSUPPORTED naming the layer
 */
export function checkKernels({ name, className, built, parts }: LayerNode): void {
  if (built.getClassName() === 'BatchNormalization') {
    const { axis, inputSpec } = built as unknown as { axis: number; inputSpec: [{ ndim: number }] }
    if (axis !== -1 && axis !== inputSpec[0].ndim - 1)
      throw unsupported(className, { name, axis }, 'axis', 'the last one')
    if (inputSpec[0].ndim > 4)
      throw unsupported(
        className,
        { name, rank: inputSpec[0].ndim },
        'rank',
        'at most 4 where no layer tells of volumes',
      )
  }
  if (className === 'Conv3D' && tf.getBackend() === 'tensorflow') {
    const { dilationRate } = built as unknown as { dilationRate: unknown }
    if ([dilationRate].flat().some((rate) => rate !== 1))
      throw unsupported(className, { name, dilationRate }, 'dilationRate', '1 on native')
  }
  for (const { nodes } of parts) nodes.forEach(checkKernels)
}
