import { dirname, resolve } from 'node:path'
import { tf } from '../../backend/tf.ts'
import { checkOptions, OvershootError } from '../../errors.ts'
import { brief } from '../../files/brief.ts'
import { readPacked } from '../../files/readPacked.ts'
import type { Shape } from '../layers/layer.ts'
import { OnnxLayer } from './onnxLayer.ts'
import { readOnnx } from './readOnnx.ts'
import type { ReadOnnxOptions } from './onnxNetwork.ts'
import type { OnnxNetwork } from './onnxNetwork.ts'

/** How an ONNX file is loaded; all of it may be left out. */
export type LoadOnnxOptions = Pick<ReadOnnxOptions, 'batch' | 'output' | 'round'>

/** Bytes that a file may have, unpacked: protobuf's own limit is twice as much. */
const MOST = 2 ** 30

/**
 * Loads an ONNX file (`.onnx`, or packed as `.onnx.gz`) as a tf.js model that claims can be about: its inputs have the
 * names and shapes that the file gives them, without the batch dimension, and so have its outputs, which are the
 * model's `outputNames`. With `batch: 3`, where the file leaves the size of a batch open, a case is three rows: shapes
 * begin with 3. With `output: 'mean'` it has that output only, and what only others need is not read. Everything is
 * computed in float32, and with `round` verdicts are about that version of the file, and say so. It cannot be trained
 * or saved. Numbers kept in files beside it are read, too. A backend must run already.
 * @throws FILE_UNREADABLE where there is no such file; ARGUMENT_INVALID for options that are none; and as `readOnnx`
 */
export async function loadOnnx(path: string, options: LoadOnnxOptions = {}): Promise<tf.LayersModel> {
  checkOptions('loadOnnx', options, ['batch', 'output', 'round'])
  return modelOf(readOnnx(await bytesOf(path), { ...options, folder: dirname(resolve(path)) }))
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return await readPacked(path, MOST)
  } catch (error) {
    const why = brief((error as Error).message)
    throw new OvershootError('FILE_UNREADABLE', `cannot read the ONNX file ${brief(path)}: ${why}`, { cause: error })
  }
}

function modelOf({ network, inputs, outputs, rounded }: OnnxNetwork): tf.LayersModel {
  const given = inputs.map(({ name, shape }) => {
    const input = tf.input({ shape: rowShape(shape) })
    // tf.js refuses names that ONNX allows, such as `input:0`, for tensors, but not for layers.
    input.sourceLayer.name = name
    return input
  })
  let name = 'onnx'
  while (inputs.some((input) => input.name === name)) name += '_'
  const layer = new OnnxLayer(
    network,
    outputs.map(({ shape }) => rowShape(shape)),
    { name, rounded },
  )
  const model = tf.model({
    inputs: given,
    outputs: layer.apply(given) as tf.SymbolicTensor | tf.SymbolicTensor[],
    name: `${name}_model`,
  })
  model.outputNames = outputs.map((output) => output.name)
  return model
}

/**
 * A shape without its batch dimension, which is 1; the whole shape where the first axis is something else. A number is
 * [1].
 */
function rowShape(shape: Shape): number[] {
  if (shape.length === 0) return [1]
  return shape[0] === 1 && shape.length > 1 ? shape.slice(1) : [...shape]
}
