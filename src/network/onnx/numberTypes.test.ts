import { describe, expect, test } from 'vitest'
import type { OvershootError } from '../../errors.ts'
import { evaluate } from '../evaluate.ts'
import { integer, pick, uniform } from '../../../test/network/random.ts'
import { fits } from './numberTypes.ts'
import { readOnnx } from './readOnnx.ts'
import { readTensor } from './file/readTensor.ts'
import { openOrt } from '../../../test/network/onnx/runOnnx.ts'
import { big, floats, ints, node, read } from '../../../test/network/onnx/smallOnnx.ts'
import { type NumberFormat, type OnnxDraft, writeOnnx } from '../../../test/network/onnx/writeOnnx.ts'

/** `TensorProto.DataType` of each format. */
const codes: Readonly<Record<NumberFormat, bigint>> = {
  float: 1n,
  uint8: 2n,
  int8: 3n,
  uint16: 4n,
  int16: 5n,
  int32: 6n,
  int64: 7n,
  bool: 9n,
  float16: 10n,
  double: 11n,
  uint32: 12n,
  uint64: 13n,
  bfloat16: 16n,
}
const formats = Object.keys(codes) as NumberFormat[]
const to = (format: NumberFormat) => ({ to: codes[format] })

describe('numbers that a type has', () => {
  test.for([
    [10, 'float16'],
    [16, 'bfloat16'],
  ] as const)('are, of DataType %d, %s, all that its bits stand for, and none between these', ([type, name]) => {
    const bits = Uint16Array.from({ length: 2 ** 16 }, (_, i) => i)
    const raw = new Uint8Array(bits.buffer)
    const tensor = { name: 'all', dims: [2 ** 16], type, raw, values: [], external: undefined }
    const all = [...readTensor(tensor, undefined).data]
    expect(all.filter((value) => !fits(name, value))).toEqual([])
    const finite = [...new Set(all.filter(Number.isFinite))].toSorted((a, b) => a - b)
    expect(finite.slice(1).filter((value, i) => fits(name, value / 2 + finite[i]! / 2))).toEqual([])
    expect([2 * finite.at(-1)!, finite.at(-1)! * (1 + 2 ** -20)].filter((value) => fits(name, value))).toEqual([])
  })

  test.for([
    ['bool', 0, 1],
    ['int8', -128, 127],
    ['uint8', 0, 255],
    ['int16', -32768, 32767],
    ['uint16', 0, 65535],
    ['int32', -(2 ** 31), 2 ** 31 - 1],
    ['uint32', 0, 2 ** 32 - 1],
  ] as const)('are, of %s, whole ones from %d to %d', ([type, lo, hi]) => {
    expect([lo - 1, lo, hi, hi + 1, 0.5, Number.NaN, Infinity].map((value) => fits(type, value))).toEqual([
      false,
      true,
      true,
      false,
      false,
      false,
      false,
    ])
  })

  test('are, of float32 and float64, what they are', () => {
    const tried = [Number.NaN, -0, Infinity, 1e38, 0.1, 1e39, 2 ** -149, 2 ** -150]
    expect(tried.map((value) => fits('float32', value))).toEqual([true, true, true, false, false, false, true, false])
    expect(tried.map((value) => fits('float64', value))).not.toContain(false)
  })
})

/** Known numbers go through casts and sums of their own type, and to float32 at the end. */
function randomChain(random: () => number): OnnxDraft {
  const draft: OnnxDraft = {
    opset: integer(random, 13, 21),
    nodes: [],
    initializers: [],
    inputs: [{ name: 'x', shape: [1, 3] }],
    outputs: ['y'],
  }
  const values: Readonly<Record<string, readonly number[]>> = {
    float: [0.1, 1 / 3, -2.75, 65504, 70000, 300.5, 16777217, 3e9, -1e-7, 1e38, 0],
    double: [0.1, 1 / 3, -2.75, 65519, 1e300, 16777217, 2 ** 53, 0, 1 + 2 ** -40],
    float16: [0.5, -2.75, 65504, 2 ** -24, 1024, 0],
    bfloat16: [0.5, -2.75, 2 ** 100, 2 ** -130, 256],
    whole: [0, 1, 7, 100, 127],
    wide: [0, 1, -5, 2 ** 24 + 1, 2 ** 31 - 1],
  }
  let format = pick(random, formats)
  const drawn = (of: NumberFormat): number[] => {
    if (of === 'bool') return [0, 1, 1]
    const kind = values[of] === undefined ? (['int32', 'int64'].includes(of) ? 'wide' : 'whole') : of
    return Array.from({ length: 3 }, () => {
      const value = pick(random, values[kind]!)
      return of === 'float' ? Math.fround(value) : value
    })
  }
  const constant = (of: NumberFormat): string => {
    const name = `c${draft.initializers.length}`
    draft.initializers.push({ name, dims: [3], type: of, values: drawn(of), stored: random() < 0.5 ? 'raw' : 'list' })
    return name
  }
  const add = (type: string, inputs: string[], attributes = {}): string => {
    const name = `t${draft.nodes.length}`
    draft.nodes.push({ type, inputs, outputs: [name], attributes })
    return name
  }
  let name = constant(format)
  for (let depth = integer(random, 1, 4); depth > 0; depth--) {
    if (random() < 0.4 && format !== 'bool')
      name = add(pick(random, ['Add', 'Sub', 'Mul', 'Div']), [name, constant(format)])
    else name = add('Cast', [name], to((format = pick(random, formats))))
  }
  draft.nodes.push({ type: 'Cast', inputs: [name], outputs: ['f'], attributes: to('float') })
  draft.nodes.push({ type: 'Sub', inputs: ['f', 'x'], outputs: ['y'] })
  return draft
}

test('known numbers of every type become what ONNX Runtime makes of them, or are refused', async () => {
  const seen = { same: 0, refused: 0 }
  for (let seed = 0; seed < 250 * Number(process.env['ONNX_RUNS'] ?? 4); seed++) {
    const draft = randomChain(uniform(seed))
    const bytes = writeOnnx(draft)
    const session = await openOrt(bytes).catch(() => undefined)
    if (session === undefined) continue
    const x = new Float32Array(3)
    const outputs = await session.run({ x: { dims: [1, 3], data: x } }).catch(() => undefined)
    await session.close()
    if (outputs === undefined) continue
    try {
      const { network } = readOnnx(bytes)
      const words = JSON.stringify({ seed, ...draft }, (_, one: unknown) =>
        typeof one === 'bigint' ? Number(one) : one,
      )
      // The sum at the end may lose the sign of a zero, as any sum may: it is added up in any order.
      const signless = (data: Iterable<number>): number[] => Array.from(data, (value) => value + 0)
      expect([words, ...signless(evaluate(network, [x]))]).toEqual([words, ...signless(outputs[0]!.data)])
      seen.same++
    } catch (error) {
      if (!/^(NUMBER_TYPE|OPERATOR)_UNSUPPORTED|MODEL_INVALID$/.test((error as OvershootError).code)) throw error
      seen.refused++
    }
  }
  expect(Math.min(seen.same, seen.refused)).toBeGreaterThan(50)
})

describe('what is computed', () => {
  const x = (type: NumberFormat) => ({ inputs: [{ name: 'x', shape: [1, 2], type }] })
  const there = (format: NumberFormat, from = 'x', name = 'd') => node('Cast', from, to(format), name)

  test.for<[string, () => unknown, string, RegExp]>([
    [
      'an input of float16',
      () => read([], [node('Relu', 'x')], [], x('float16')),
      'NUMBER_TYPE_UNSUPPORTED',
      /input x, float16/,
    ],
    [
      'an input of bfloat16',
      () => read([], [node('Relu', 'x')], [], x('bfloat16')),
      'NUMBER_TYPE_UNSUPPORTED',
      /input x, bfloat16/,
    ],
    [
      'an input of float64',
      () => read([], [node('Relu', 'x')], [], x('double')),
      'NUMBER_TYPE_UNSUPPORTED',
      /input x, float64/,
    ],
    [
      'truth values to compute with',
      () => read([], [node('Neg', 'x')], [], { ...x('bool'), outputTypes: { y: 'bool' } }),
      'OPERATOR_UNSUPPORTED',
      /bool numbers to compute with/,
    ],
    [
      'large whole numbers beside what is computed',
      () => read([], [node('Add', 'x i')], [ints('i', 2 ** 24 + 1, 3)], { ...x('int64'), outputTypes: { y: 'int64' } }),
      'OPERATOR_UNSUPPORTED',
      /whole numbers past 2\^24/,
    ],
    [
      'a sum in float64 between casts',
      () => read([1, 2], [there('double'), node('Add', 'd d', {}, 'e'), node('Cast', 'e', to('float'))]),
      'NUMBER_TYPE_UNSUPPORTED',
      /node e \(Add\), float64/,
    ],
    [
      'a cast to float16 and back',
      () => read([1, 2], [there('float16'), node('Cast', 'd', to('float'))]),
      'NUMBER_TYPE_UNSUPPORTED',
      /node d \(Cast\), float16/,
    ],
    [
      'weights of float64 that float32 lacks',
      () => read([1, 2], [node('Mul', 'x c')], [floats('c', [0.1, 1], [2], { type: 'double' })]),
      'NUMBER_TYPE_UNSUPPORTED',
      /tensor c, float64/,
    ],
    [
      'such beside what is moved in float64',
      () =>
        read(
          [1, 2],
          [there('double'), node('Concat', 'd c', { axis: 1n }, 'e'), node('Cast', 'e', to('float'))],
          [floats('c', [0.1], [1, 1], { type: 'double' })],
        ),
      'NUMBER_TYPE_UNSUPPORTED',
      /tensor c, float64/,
    ],
    [
      'an output of such',
      () =>
        read([1, 2], [node('Identity', 'c')], [floats('c', [0.1], [1], { type: 'double' })], {
          outputTypes: { y: 'double' },
        }),
      'NUMBER_TYPE_UNSUPPORTED',
      /output y, float64/,
    ],
    [
      'whole numbers beside floats',
      () => read([1, 2], [node('Mul', 'x i')], [ints('i', 2, 3)]),
      'MODEL_INVALID',
      /one type, float32.*int64/,
    ],
    [
      'whole numbers to compute with',
      () =>
        read(
          [1, 2],
          [node('Sigmoid', 'i', {}, 'j'), node('Cast', 'j', to('float'), 'f'), node('Mul', 'x f')],
          [ints('i', 2, 3)],
        ),
      'OPERATOR_UNSUPPORTED',
      /int64 numbers to compute with/,
    ],
    [
      'an output that the file says is another type',
      () => read([1, 2], [there('double'), node('Identity', 'd')]),
      'MODEL_INVALID',
      /output of float64 numbers, received y="float32"/,
    ],
    [
      'numbers of four bits',
      () => read([1, 2], [node('Cast', 'x', { to: 22n })]),
      'OPERATOR_UNSUPPORTED',
      /a cast to int4/,
    ],
    [
      'float16 sums of known numbers that float16 lacks',
      () =>
        read(
          [1, 2],
          [node('Add', 'a a', {}, 'b'), node('Cast', 'b', to('float'), 'f'), node('Add', 'x f')],
          [floats('a', [65504], [1], { type: 'float16' })],
        ),
      'NUMBER_TYPE_UNSUPPORTED',
      /float16/,
    ],
  ])('%s: refused', ([, act, code, message]) => {
    expect(act).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) as string }))
  })

  test('may be moved in float64, which is as it is in float32, to the bit', async () => {
    const draft: OnnxDraft = {
      opset: 13,
      nodes: [
        there('double'),
        node('Transpose', 'd', { perm: big(1, 0) }, 't'),
        node('Concat', 't c', { axis: 0n }, 'e'),
        node('Cast', 'e', to('float')),
      ],
      initializers: [floats('c', [0.5], [1, 1], { type: 'double' })],
      inputs: [{ name: 'x', shape: [1, 3] }],
      outputs: ['y', 'e'],
      outputTypes: { e: 'double' },
    }
    const bytes = writeOnnx(draft)
    const row = Float32Array.of(0.1, -1e-40, 3e38)
    const session = await openOrt(bytes)
    const outputs = await session.run({ x: { dims: [1, 3], data: row } })
    await session.close()
    expect([...evaluate(readOnnx(bytes).network, [row])]).toEqual(outputs.flatMap(({ data }) => data))
  })

  test('in other floats is in float32 where that is asked for, and everything that differs is named', () => {
    const nodes = [
      node('Mul', 'x c', {}, 'm'),
      node('Cast', 'm', to('float'), 'f'),
      there('double', 'f', 'd'),
      node('Add', 'd d', {}, 'e'),
      node('Cast', 'e', to('float')),
    ]
    const { network, rounded } = read([], nodes, [floats('c', [0.5, 4], [2], { type: 'float16' })], x('float16'), {
      round: true,
    })
    expect(rounded).toEqual([
      'input x, float16',
      'results of node node m (Mul), float16',
      'results of node node e (Add), float64',
    ])
    expect([...evaluate(network, [Float32Array.of(3, 60000)])]).toEqual([3, 480000])
  })
})
