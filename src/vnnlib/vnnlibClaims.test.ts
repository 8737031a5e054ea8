import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/temporaryFolder.ts'
import type { tf } from '../backend/tf.ts'
import { useBackend } from '../backend/useBackend.ts'
import type { Verdict } from '../claim/verdict.ts'
import { marginsOf } from '../claim/linear/marginsOf.ts'
import { loadOnnx } from '../network/onnx/loadOnnx.ts'
import { writeOnnx } from '../../test/network/onnx/writeOnnx.ts'
import { verify } from '../verify.ts'
import { formatAssignment } from './formatAssignment.ts'
import { drawnProperty, holdsOf, printVnnlib } from '../../test/vnnlib/randomProperty.ts'
import { readVnnlib } from './readVnnlib.ts'
import { vnnlibAnswer } from './vnnlibAnswer.ts'
import { vnnlibClaims } from './vnnlibClaims.ts'

const folder = temporaryFolder()
/** y = (relu(x0 - x1), x1) and z = x0, of inputs x:0 [1, 2]. */
let model: tf.LayersModel
beforeAll(async () => {
  await useBackend('cpu')
  const file = join(folder, 'two.onnx')
  const matrix = (name: string, dims: number[], values: number[]) => ({ name, dims, type: 'float' as const, values })
  await writeFile(
    file,
    writeOnnx({
      opset: 13,
      nodes: [
        { type: 'MatMul', inputs: ['x:0', 'a'], outputs: ['m'] },
        { type: 'Relu', inputs: ['m'], outputs: ['r'] },
        { type: 'MatMul', inputs: ['x:0', 'b'], outputs: ['n'] },
        { type: 'Add', inputs: ['r', 'n'], outputs: ['y'] },
        { type: 'MatMul', inputs: ['x:0', 'c'], outputs: ['z'] },
      ],
      initializers: [
        matrix('a', [2, 2], [1, 0, -1, 0]),
        matrix('b', [2, 2], [0, 0, 0, 1]),
        matrix('c', [2, 1], [1, 0]),
      ],
      inputs: [{ name: 'x:0', shape: [1, 2] }],
      outputs: ['y', 'z'],
    }),
  )
  model = await loadOnnx(file)
})

const head = ['X_0', 'X_1', 'Y_0', 'Y_1', 'Y_2'].map((name) => `(declare-const ${name} Real)`).join('\n')
const box = '(assert (and (>= X_0 -1) (<= X_0 1) (>= X_1 -1) (<= X_1 1)))'

async function answer(text: string) {
  const property = readVnnlib(text)
  const stated = vnnlibClaims(property, 'prop', model)
  const verdicts: Verdict[] = []
  for (const claim of stated.claims) verdicts.push(await verify(claim, { cases: 200, seconds: 600 }))
  return { property, stated, verdicts, ...vnnlibAnswer(stated, verdicts) }
}

describe('a property of an ONNX file with two outputs', () => {
  test('has a counterexample whose numbers are the exact ones of the model', async () => {
    const { result, counterexample, property } = await answer(
      `${head}${box}(assert (>= Y_0 1.5))(assert (<= Y_1 (* 0.3 Y_2)))`,
    )
    expect(result).toBe('sat')
    const { inputs: [a, b] = [], outputs } = counterexample!
    expect(outputs).toEqual([Math.max(0, a! - b!), b, a])
    expect(formatAssignment(property, counterexample!)).toBe(
      `((X_0 ${a})\n(X_1 ${b})\n(Y_0 ${outputs[0]})\n(Y_1 ${outputs[1]})\n(Y_2 ${outputs[2]}))`,
    )
  })

  test('has none, claim by claim for each box', async () => {
    const { result, stated } = await answer(`${head}${box}
      (assert (or (and (<= X_1 0) (>= Y_0 2.001)) (and (>= X_1 0.5) (or (>= Y_0 0.75) (< Y_1 0.5)))))`)
    expect(stated.claims.map(({ name }) => name)).toEqual(['prop (box 1 of 2)', 'prop (box 2 of 2)'])
    expect(result).toBe('unsat')
  })

  test('of version 2 speaks of outputs by their names in the file, in any order', async () => {
    const text = `(vnnlib-version <2.0>)
      (declare-network f (declare-input X float32 [1, 2] "x:0") (declare-output B float32 [1] "z") (declare-output A float32 [1, 2] "y"))
      (assert (and (>= X[0,0] 1) (<= X[0,0] 1) (>= X[0,1] 0.25) (<= X[0,1] 0.25))) (assert (>= B[0] 1))`
    const { result, counterexample, property } = await answer(text)
    expect(result).toBe('sat')
    expect(formatAssignment(property, counterexample!)).toBe(
      'X float32 [1,2]\n1\n0.25\nB float32 [1]\n1\nA float32 [1,2]\n0.75\n0.25',
    )
  })

  test('is answered at once where nothing is left to decide', async () => {
    const { result, notes, stated } = await answer(`${head}(assert (and (> X_0 0) (< X_0 1e-46)))(assert (>= Y_0 0))`)
    expect([result, stated.claims.length]).toEqual(['unsat', 0])
    expect(notes).toEqual(['no float32 lies between the bounds of X_0: nothing to decide'])
    expect(await answer(`${head}(assert (<= 2 1))`)).toMatchObject({ result: 'unsat' })
  })

  test('any input is a counterexample where nothing is said of outputs', async () => {
    expect(await answer(`${head}${box}`)).toMatchObject({ result: 'sat', counterexample: { inputs: [0, 0] } })
  })

  test('a point that float32 lacks is the float32 next to it, and said to be', async () => {
    const { result, notes, counterexample } = await answer(`${head}${box}(assert (= X_0 0.3))(assert (>= Y_2 0.3))`)
    expect(notes).toEqual(['X_0 must be a number that float32 lacks: the float32 next to it is taken'])
    expect([result, counterexample!.inputs[0]]).toEqual(['sat', Math.fround(0.3)])
  })

  test('a counterexample of the rounded bound alone is none', async () => {
    // Above 0.5 by less than float64 shows: the claim takes 0.5 for the bound.
    const { result, notes, verdicts } = await answer(
      `${head}(assert (and (= X_0 0.5) (= X_1 0)))(assert (>= Y_2 0.500000000000000000000001))`,
    )
    expect(verdicts.map(({ status }) => status)).toEqual(['refuted'])
    expect([result, notes]).toEqual([
      'unknown',
      ['a counterexample meets the bounds only as they are rounded to float64'],
    ])
  })

  test('that has more or fewer numbers is refused', () => {
    const other = readVnnlib('(declare-const X_0 Real)(declare-const Y_0 Real)(assert (<= Y_0 1))')
    expect(() => vnnlibClaims(other, 'prop', model)).toThrow(
      expect.objectContaining({ code: 'DOMAIN_MISMATCH' }) as Error,
    )
  })
})

test('claims of generated properties fail exactly where those have a counterexample, for numbers that float64 has', () => {
  const grid = fc.integer({ min: -8, max: 8 }).map((n) => n / 4)
  let met = 0
  fc.assert(
    fc.property(
      fc.array(drawnProperty(2, 3), { minLength: 1, maxLength: 2 }),
      fc.array(fc.tuple(grid, grid, grid, grid, grid), { minLength: 10, maxLength: 10 }),
      (formulas, points) => {
        const property = readVnnlib(printVnnlib(formulas, 2, 3, 1))
        const stated = vnnlibClaims(property, 'prop', model)
        for (const [a, b, ...outputs] of points) {
          const inside = stated.claims.filter(({ inputs: [input] }) => input!.domain.contains(Float32Array.of(a, b)))
          const fails = inside.some(({ holds }) => {
            if (holds.kind !== 'always') return false
            const { margins, open } = holds.set
            return marginsOf(margins!, 'each', Float32Array.from(outputs)).some(
              (margin) => !(open.lo ? margin > 0 : margin >= 0),
            )
          })
          const isCounterexample = formulas.every((formula) => holdsOf(formula, [a, b], outputs))
          expect(fails).toBe(isCounterexample)
          met += fails ? 1 : 0
        }
      },
    ),
    { numRuns: 150, seed: 5 },
  )
  expect(met).toBeGreaterThan(50)
})
