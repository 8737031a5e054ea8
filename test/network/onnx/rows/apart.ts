import { sizeOf } from '../../../../src/network/layers/layer.ts'
import { noise } from '../../random.ts'
import { openOrt, type OrtTensor } from '../runOnnx.ts'
import type { OnnxDraft } from '../writeOnnx.ts'

/** What ONNX Runtime makes of batches of several sizes. */
export interface Measured {
  /** Some sizes other than 1 run. */
  readonly sizes: readonly number[]
  /** Is each row's output what the row alone gives, wherever in the batch's output it lies? */
  readonly apart: boolean
  /** What the first row gives alone. */
  readonly first: readonly number[]
  /** The inputs and the output of the first three rows together; undefined where those do not run. */
  readonly three: { readonly inputs: readonly Float32Array[]; readonly output: readonly number[] } | undefined
  readonly rows: readonly Float32Array[]
}

/** Near enough for sums in another order: far nearer than what another row gives. */
export function isNear(a: readonly number[] | Float64Array, b: readonly number[]): boolean {
  return (
    a.length === b.length &&
    b.every((y, i) => Object.is(a[i], y) || a[i] === y || Math.abs(a[i]! - y) <= 1e-4 * (1 + Math.abs(y)))
  )
}

/**
 * Runs rows alone, and in batches of 2, 3 and 5, also such of one input beside a single row of another, where their
 * sizes have names of their own; undefined where the runtime takes no such model, or no single row.
 */
export async function measure(
  bytes: Uint8Array,
  { inputs }: OnnxDraft,
  random: () => number,
): Promise<Measured | undefined> {
  const session = await openOrt(bytes).catch(() => undefined)
  if (session === undefined) return undefined
  const given = inputs.map(({ name, shape }) => {
    const one = shape!.map((length) => (typeof length === 'number' ? length : 1))
    const axis = shape!.findIndex((length) => typeof length === 'string')
    const rows = Array.from({ length: 5 }, () => Float32Array.from({ length: sizeOf(one) }, () => noise(random, 1)))
    return { name, one, axis, rows, size: shape![axis] }
  })
  const batch = (rows: readonly number[], varied: unknown[]) =>
    given.map((input) => ({ name: input.name, ...together(input, varied.includes(input.size) ? rows : [0]) }))
  const run = (rows: readonly number[], varied: unknown[]): Promise<OrtTensor | undefined> =>
    session
      .run(Object.fromEntries(batch(rows, varied).map(({ name, ...tensor }) => [name, tensor])))
      .then(([output]) => output)
      .catch(() => undefined)
  try {
    const all = [...new Set(given.map(({ size }) => size).filter((size) => size !== undefined))]
    const sizes: number[] = []
    let apart = true
    let three: Measured['three']
    for (const varied of all.length === 1 ? [all] : [all, ...all.map((one) => [one])]) {
      const alone: (readonly number[])[] = []
      for (let row = 0; row < 5; row++) {
        const output = await run([row], varied)
        if (output === undefined) return undefined
        alone.push(output.data)
      }
      for (const size of [2, 3, 5]) {
        const rows = Array.from({ length: size }, (_, i) => i)
        const output = await run(rows, varied)
        if (output === undefined) continue
        sizes.push(size)
        apart &&= isApart(output.data, alone.slice(0, size))
        if (size === 3 && varied === all)
          three = { inputs: batch(rows, all).map(({ data }) => data), output: output.data }
      }
    }
    const first = (await run([0], all))!.data
    return { sizes, apart, first, three, rows: given.map(({ rows }) => rows[0]!) }
  } finally {
    await session.close()
  }
}

interface Input {
  readonly one: readonly number[]
  readonly axis: number
  readonly rows: readonly Float32Array[]
}

/** Rows one after the other along the input's axis; the first one where it has none. */
function together(
  { one, axis, rows }: Input,
  which: readonly number[],
): { dims: readonly number[]; data: Float32Array } {
  if (axis < 0) return { dims: one, data: rows[0]! }
  const inner = sizeOf(one.slice(axis))
  const data = new Float32Array(sizeOf(one) * which.length)
  for (let outer = 0; outer < sizeOf(one) / inner; outer++)
    for (const [k, row] of which.entries())
      data.set(rows[row]!.subarray(outer * inner, (outer + 1) * inner), (outer * which.length + k) * inner)
  return { dims: one.with(axis, one[axis]! * which.length), data }
}

/**
 * Is there a way to cut a batch's output into the rows' own: runs of some length in turn? Or is it the same for all?
 */
function isApart(output: readonly number[], alone: readonly (readonly number[])[]): boolean {
  const size = alone[0]!.length
  if (output.length === size && alone.every((row) => isNear(row, output))) return true
  if (output.length !== size * alone.length) return false
  for (let inner = 1; inner <= size; inner++) {
    if (size % inner > 0) continue
    const place = (row: number, i: number) => (Math.floor(i / inner) * alone.length + row) * inner + (i % inner)
    const isCut = alone.every((own, row) =>
      isNear(
        own.map((_, i) => output[place(row, i)]!),
        own,
      ),
    )
    if (isCut) return true
  }
  return false
}
