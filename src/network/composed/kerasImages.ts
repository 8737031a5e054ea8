import { type Resized, resizedAxes } from '../../model/keras/layers/images.ts'
import { ints } from '../onnx/operators/composed/attributes.ts'
import type { Known } from '../onnx/reading/known.ts'
import type { LayerCalls } from './compose.ts'
import { type ComposeKeras } from './kerasCompose.ts'

/** A part of one axis of an image, made longer or shorter. */
function resize({ run, known }: LayerCalls, x: Known, axis: number, { from, length, wanted, matrix }: Resized): Known {
  const list = (value: number): Known => known([value], 'int64')
  const part = run('Slice', [x, list(from), list(from + length), list(axis)])
  if (matrix === null) return part
  const order = [...[0, 1, 2, 3].filter((one) => one !== axis), axis]
  const back = order.map((_, i) => order.indexOf(i))
  const weights = known([...matrix], 'float32', [length, wanted])
  const made = run('MatMul', [run('Transpose', [part], ints('perm', order)), weights])
  return run('Transpose', [made], ints('perm', back))
}

const image =
  (kind: string): ComposeKeras =>
  ({ settings, calls }, [x]) => {
    const { shape } = x!.tensor
    if (shape.length !== 4) return undefined
    const [rows, columns] = resizedAxes(kind, settings, shape.slice(1, 3) as [number, number])
    return resize(calls, resize(calls, x!, 1, rows), 2, columns)
  }

export const kerasImages: Readonly<Record<string, ComposeKeras>> = {
  CenterCrop: image('CenterCrop'),
  Resizing: image('Resizing'),
  UpSampling2D: image('UpSampling2D'),
}
