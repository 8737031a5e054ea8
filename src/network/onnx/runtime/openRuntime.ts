import { numbersOf } from '../../../backend/onnxruntime/numbers.ts'
import { type RuntimeNumbers, RuntimeSession, type RuntimeValue } from '../../../backend/onnxruntime/session.ts'
import { type ErrorCode, OvershootError, unexpected } from '../../../errors.ts'
import { brief } from '../../../files/brief.ts'
import { sizeOf } from '../../layers/layer.ts'
import type { OnnxNetwork, OnnxTensor, ReadOnnxOptions } from '../onnxNetwork.ts'
import type { ValueMessage } from '../file/messages.ts'
import { fixLengths } from '../reading/fixLengths.ts'
import { OPEN } from '../reading/readInputs.ts'
import { readFor } from '../readOnnx.ts'
import { invalid, withoutHint } from '../refusals.ts'
import { RuntimeModel } from './runtimeModel.ts'
import { withoutMaps } from './withoutMaps.ts'

/** An ONNX file on ONNX Runtime, as far as it could be read. */
export interface OnRuntime {
  readonly runtime: RuntimeModel
  readonly inputs: readonly OnnxTensor[]
  readonly outputs: readonly OnnxTensor[]
  /** What proofs look into. */
  readonly network?: OnnxNetwork['network']
  /** Why there is none, in words. */
  readonly unread?: string
}

/** Why a file is not read that ONNX Runtime may run all the same. */
const searchable: ReadonlySet<ErrorCode> = new Set(['MODEL_INVALID', 'NUMBER_TYPE_UNSUPPORTED', 'OPERATOR_UNSUPPORTED'])

/**
 * Opens a file on ONNX Runtime. What cannot be read is run all the same, each case by itself: it can be searched, and
 * proofs say what stops them.
 * @param path of the file, unless it is packed: beside it may lie others
 * @throws as `readOnnx`, where ONNX Runtime does not run the model either; ARGUMENT_INVALID for `round`: it computes
 * with the file's own numbers; BATCH_MIXED
 */
export function openRuntime(bytes: Uint8Array, path: string | undefined, options: ReadOnnxOptions): OnRuntime {
  if (options.round === true)
    throw unexpected({
      api: 'loadOnnx',
      expected: 'no round on the backend onnxruntime',
      name: 'round',
      value: true,
      hint: "ONNX Runtime computes with the file's own numbers",
    })
  const read = attemptToRead(bytes, options)
  const plain = withoutMaps(bytes)
  const session = openSession(plain === bytes ? (path ?? bytes) : plain, read)
  try {
    return read instanceof OvershootError
      ? unreadModel(session, read, bytes, options)
      : readModel(session, read, bytes, options)
  } catch (error) {
    session.dispose()
    throw error
  }
}

function attemptToRead(bytes: Uint8Array, options: ReadOnnxOptions): OnnxNetwork | OvershootError {
  const attempt = (keepsKnown: boolean): OnnxNetwork | OvershootError => {
    try {
      return readFor(bytes, options, keepsKnown)
    } catch (error) {
      if (error instanceof OvershootError && searchable.has(error.code)) return error
      throw error
    }
  }
  const read = attempt(true)
  // Of some operators it has to be known what they read.
  return read instanceof OvershootError ? attempt(false) : read
}

/** @throws what reading met, where that came to nothing either: it says more of what to do */
function openSession(source: string | Uint8Array, read: OnnxNetwork | OvershootError): RuntimeSession {
  try {
    return new RuntimeSession(source)
  } catch (error) {
    if (!(error instanceof OvershootError) || !(read instanceof OvershootError)) throw error
    throw new OvershootError(read.code, `${read.message} ${error.message}`, { cause: error })
  }
}

function readModel(
  session: RuntimeSession,
  { network, inputs, outputs }: OnnxNetwork,
  { length }: Uint8Array,
  { batch }: ReadOnnxOptions,
): OnRuntime {
  const together = batch === undefined && session.inputs.every(({ shape }) => typeof shape[0] === 'string')
  return { runtime: new RuntimeModel({ session, inputs, outputs, together, bytes: length }), inputs, outputs, network }
}

function zeroCase(
  session: RuntimeSession,
  inputs: readonly OnnxTensor[],
  outputs: readonly Pick<OnnxTensor, 'name'>[],
): RuntimeNumbers[] {
  const zeros = inputs.map((one) => [one.name, { values: new Float32Array(sizeOf(one.shape)), shape: one.shape }])
  return session.run(
    Object.fromEntries(zeros),
    outputs.map((one) => one.name),
  )
}

function unreadModel(
  session: RuntimeSession,
  read: OvershootError,
  { length }: Uint8Array,
  { batch = 1, output, shapes = {} }: ReadOnnxOptions,
): OnRuntime {
  // Whatever it gives, it always gives.
  if (session.inputs.length === 0) throw read
  const taken = fixLengths(session.inputs, shapes)
  const inputs = taken.map((input) => ({ name: input.name, shape: shapeOf(input, batch) }))
  const outputs = outputsOf(session, inputs, batch, output)
  const runtime = new RuntimeModel({ session, inputs, outputs, together: false, bytes: length })
  return { runtime, inputs, outputs, unread: withoutHint(read.message) }
}

/** @throws MODEL_INVALID where other lengths than the first are open, or numbers are none that can be handed over */
function shapeOf(
  { name, dataType, shape = [] }: Pick<RuntimeValue, 'name' | 'dataType'> & Pick<ValueMessage, 'shape'>,
  batch: number,
): number[] {
  checkNumbers('input', { name, dataType })
  return shape.map((length, axis) => {
    if (typeof length === 'number') return length
    if (axis === 0) return batch
    throw invalid(
      'inputs of a fixed shape',
      name,
      `axis ${axis}: ${length === '' || length === undefined ? 'open' : length}`,
      OPEN,
    )
  })
}

function checkNumbers(what: string, { name, dataType }: Pick<RuntimeValue, 'name' | 'dataType'>): void {
  if (numbersOf(dataType) !== undefined) return
  const hint = what === 'output' ? '. Name another one with { output } or --output' : ''
  throw new OvershootError(
    'MODEL_INVALID',
    `loadOnnx: ${what} ${brief(name, 120)} holds no numbers that claims can be about${hint}`,
  )
}

/**
 * Lengths of outputs are those that a case of zeros gives: what files say of them is wrong in many. Of a model that
 * fails for that they are what the file says, or what lengths of inputs of the same name are; it may tell all but how
 * many rows there are. What it really gives is compared each time.
 */
function outputsOf(
  session: RuntimeSession,
  inputs: readonly OnnxTensor[],
  batch: number,
  name: string | undefined,
): OnnxTensor[] {
  const wanted = name === undefined ? session.outputs : session.outputs.filter((one) => one.name === name)
  if (wanted.length === 0) {
    const names = session.outputs.map((one) => brief(one.name, 60))
    throw invalid(`one of the outputs ${names.join(', ')}`, 'output', name)
  }
  for (const one of wanted) checkNumbers('output', one)
  const lengths = new Map(
    session.inputs.flatMap(({ shape }, i) => shape.map((length, axis) => [length, inputs[i]!.shape[axis]!] as const)),
  )
  const told = wanted.map(({ shape }) =>
    shape.map((length) => (typeof length === 'number' ? length : length === '' ? undefined : lengths.get(length))),
  )
  const named = (shapes: readonly (readonly number[])[]): OnnxTensor[] =>
    shapes.map((shape, i) => ({ name: wanted[i]!.name, shape }))
  try {
    return named(zeroCase(session, inputs, wanted).map(({ shape }) => shape))
  } catch (error) {
    const rows = told.map(([first, ...rest]) => [first ?? batch, ...rest])
    if (told.every(isTold)) return named(told)
    if (rows.every(isTold)) return named(rows)
    throw error
  }
}

function isTold(shape: readonly (number | undefined)[]): shape is number[] {
  return !shape.includes(undefined)
}
