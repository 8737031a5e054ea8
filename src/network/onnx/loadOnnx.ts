import { createHash } from 'node:crypto'
import { dirname, resolve } from 'node:path'
import type { tf } from '../../backend/tf.ts'
import { currentBackend } from '../../backend/useBackend.ts'
import { checkOptions, OvershootError } from '../../errors.ts'
import { brief } from '../../files/brief.ts'
import { readPacked } from '../../files/readPacked.ts'
import { layerModel, rowShape } from '../layerModel.ts'
import type { Network } from '../network.ts'
import { OnnxLayer, type OnnxLayerSetting } from './onnxLayer.ts'
import type { OnnxNetwork, ReadOnnxOptions } from './onnxNetwork.ts'
import { readOnnx } from './readOnnx.ts'

/** How an ONNX file is loaded; all of it may be left out. */
export type LoadOnnxOptions = Pick<ReadOnnxOptions, 'batch' | 'output' | 'round' | 'shapes'>

/** Bytes that a file may have, unpacked: protobuf's own limit is twice as much. */
const MOST = 2 ** 30

/**
 * Loads an ONNX file (`.onnx`, or packed as `.onnx.gz`) as a tf.js model that claims can be about: its inputs have the
 * names and shapes that the file gives them, without the batch dimension, and so have its outputs, which are the
 * model's `outputNames`. With `batch: 3`, where the file leaves the size of a batch open, a case is three rows: shapes
 * begin with 3. `shapes: { image: [3, 32, 32] }` says lengths that the file leaves open. With `output: 'mean'` it has
 * that output only, and what only others need is not read. It cannot be trained or saved. Numbers kept in files beside
 * it are read, too. A backend must run already, and decides what computes. On `onnxruntime` it is ONNX Runtime,
 * whatever it can run, with the file's own numbers: what cannot be read is searched and not proved. On all others
 * everything is computed in float32 by TensorFlow.js, and with `round` verdicts are about that version of the file, and
 * say so.
 * @throws FILE_UNREADABLE where there is no such file; ARGUMENT_INVALID for options that are none; and as `readOnnx`
 */
export async function loadOnnx(path: string, options: LoadOnnxOptions = {}): Promise<tf.LayersModel> {
  checkOptions('loadOnnx', options, ['batch', 'output', 'round', 'shapes'])
  const bytes = await bytesOf(path)
  const reading = { ...options, folder: dirname(resolve(path)) }
  if (currentBackend() !== 'onnxruntime') {
    const { network, rounded, ...ends } = readOnnx(bytes, reading)
    return modelOf(network, ends, { rounded })
  }
  const { openRuntime } = await import('./runtime/openRuntime.ts')
  const { network, runtime, unread, ...ends } = openRuntime(bytes, path.endsWith('.gz') ? undefined : path, reading)
  if (unread === undefined) return modelOf(network, ends, { runtime })
  const digest = createHash('sha256').update(bytes).update(JSON.stringify(ends)).digest('hex')
  return modelOf(network, ends, { runtime, unread: { why: unread, digest } })
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return await readPacked(path, MOST)
  } catch (error) {
    const why = brief((error as Error).message)
    throw new OvershootError('FILE_UNREADABLE', `cannot read the ONNX file ${brief(path)}: ${why}`, { cause: error })
  }
}

function modelOf(
  network: Network | undefined,
  { inputs, outputs }: Pick<OnnxNetwork, 'inputs' | 'outputs'>,
  own: Pick<OnnxLayerSetting, 'rounded' | 'runtime' | 'unread'>,
): tf.LayersModel {
  const given = inputs.map(({ name, shape }) => ({ name, shape: rowShape(shape) }))
  const inputShapes = given.map(({ shape }) => shape)
  const outputShapes = outputs.map(({ shape }) => rowShape(shape))
  const layer = (name: string): OnnxLayer => new OnnxLayer(network, { name, inputShapes, outputShapes, ...own })
  return layerModel('onnx', { inputs: given, outputs }, layer)
}
