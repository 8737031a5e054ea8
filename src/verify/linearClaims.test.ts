import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/temporaryFolder.ts'
import { tf } from '../backend/tf.ts'
import { useBackend } from '../backend/useBackend.ts'
import { checkProof } from './checkProof.ts'
import { holdsExactly } from '../../test/claim/linear/exact.ts'
import {
  allOf,
  always,
  anyOf,
  argmaxIs,
  box,
  claim,
  type Claim,
  interval,
  linear,
  type LinearSet,
  sometimes,
} from '../claim/index.ts'
import { integer, uniform } from '../../test/network/random.ts'
import { computeOutputs } from '../search/model.ts'
import { verify } from '../verify.ts'
import { halvesModel, randomSet, rowsOf } from '../../test/verify/linearClaims.ts'

const folder = temporaryFolder()

/** The outputs of single rows. */
function outputsAt(subject: Claim, rows: readonly Float32Array[]): Float32Array[] {
  return rows.map((row) => computeOutputs(subject, subject.model, { rows: 1, inputs: [row] }))
}

type Data = { digest: string; holds: { margins: { clauses: { bound: number; coefficients: number[] }[][] } } }

async function readData(path: string | undefined): Promise<Data> {
  return JSON.parse(await readFile(path!, 'utf8')) as Data
}

/** The certificate with other content, and a digest that fits. */
function forged(data: Data, change: (copy: Data) => void): Data {
  const copy = structuredClone(data)
  change(copy)
  const { digest: _, ...rest } = copy
  return { ...copy, digest: createHash('sha256').update(JSON.stringify(rest)).digest('hex') }
}

describe.each(['wasm', 'cpu'] as const)('on %s', (backend) => {
  beforeAll(() => useBackend(backend))

  test('no verdict is wrong, whatever is claimed of rows of outputs, and each proof passes the checker', async () => {
    const seen = new Set<string>()
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 31 }), async (seed) => {
        const random = uniform(seed)
        const inputs = integer(random, 1, 3)
        const model = halvesModel(random, inputs, integer(random, 2, 4))
        const domain = box([inputs], -integer(random, 0, 2), integer(random, 0, 2))
        const about = (set: LinearSet) => claim('c', model, { inputs: domain, holds: always(set) })
        const rows = rowsOf(random, about(argmaxIs(0)), 120)
        const set = randomSet(random, outputsAt(about(argmaxIs(0)), rows.slice(0, 5)))
        const holds = (random() < 0.6 ? always : sometimes)(set)
        const subject = claim(`c ${seed}`, model, { inputs: domain, holds })
        const verdict = await verify(subject, { cases: 100, regions: 60, seconds: 600, certificates: folder })
        const { status, counterexample, witness } = verdict
        seen.add(`${holds.kind} ${status}`)
        const within = new Set(outputsAt(subject, rows).map((outputs) => holdsExactly(set.formula, outputs)))
        expect(status === 'proved' && holds.kind === 'always' && within.has(false)).toBe(false)
        expect(status === 'refuted' && holds.kind === 'sometimes' && within.has(true)).toBe(false)
        for (const example of [counterexample ?? witness ?? []].flat()) {
          const [outputs] = outputsAt(subject, [Float32Array.from(example.inputs['x_input']!)])
          expect(example.outputs).toEqual(Array.from(outputs!))
          expect(holdsExactly(set.formula, outputs!)).toBe(witness !== undefined)
        }
        // Proofs by computing every float32 of the one number that is free, or of none, need the model.
        const compute = (values: Float32Array) => {
          const all = new Float32Array(values.length * inputs).fill(domain.lo[0]!)
          for (const [row, value] of values.entries()) all[row * inputs] = value
          return computeOutputs(subject, model, { rows: values.length, inputs: [all] })
        }
        for (const certificate of [verdict.certificate ?? []].flat())
          expect(checkProof(await readData(certificate), { compute })).toMatchObject({ accepted: true })
        expect(status === 'proved' && verdict.certificate === undefined).toBe(false)
        model.dispose()
      }),
      { numRuns: 30, seed: 1 },
    )
    expect([...seen]).toEqual(
      expect.arrayContaining(['always proved', 'always refuted', 'sometimes proved', 'sometimes refuted']),
    )
  })

  test('ties: a number is no less than itself and never greater, and no tied class is the largest', async () => {
    const layer = tf.layers.dense({ units: 2, inputShape: [1], name: 'x', useBias: false, kernelInitializer: 'ones' })
    const model = tf.sequential({ layers: [layer] })
    const decide = async (set: LinearSet) =>
      verify(claim('ties', model, { inputs: interval(-1, 1), holds: always(set) }), { cases: 100 })
    // The proof knows that both numbers are the same, but not that kernels round alike.
    expect(await decide(linear([1, -1], '>=', -1e-6))).toMatchObject({ status: 'proved', margin: true })
    expect(await decide(linear([1, -1], '>', 0))).toMatchObject({
      status: 'refuted',
      counterexample: { inputs: { x_input: [0] }, output: 0, outputs: [0, 0] },
    })
    expect(await decide(argmaxIs(0))).toMatchObject({ status: 'refuted', counterexample: { outputs: [0, 0] } })
    model.dispose()
  })

  test('the boundary itself is decided: relu is never less than 0, and never greater than all of what it can be', async () => {
    const layer = tf.layers.dense({ units: 2, inputShape: [1], name: 'x', activation: 'relu', useBias: false })
    const model = tf.sequential({ layers: [layer] })
    model.setWeights([tf.tensor2d([[1, -1]])])
    const decide = (holds: Claim['holds']) =>
      verify(claim('boundary', model, { inputs: interval(-1, 1), holds }), { cases: 100, certificates: folder })
    const cases = [
      await decide(always(linear([1, 0], '>=', 0))),
      await decide(always(linear([0, 1], '<=', 1))),
      await decide(sometimes(linear([-1, 0], '>', 0))),
      // Of both kinds, where 0 counts only for those that are not strict.
      await decide(always(allOf(linear([1, 0], '>=', 0), linear([0, 1], '<', 2)))),
      await decide(always(allOf(linear([1, 0], '>', 0), linear([0, 1], '<=', 2)))),
      await decide(always(anyOf(linear([0, 1], '<=', 0), linear([1, 0], '<', 1)))),
    ]
    expect(cases.map(({ status, holds }) => `${holds}: ${status}`)).toEqual([
      'always y0 >= 0: proved',
      'always y1 <= 1: proved',
      'sometimes -y0 > 0: refuted',
      'always y0 >= 0 and y1 < 2: proved',
      'always y0 > 0 and y1 <= 2: refuted',
      'always y1 <= 0 or y0 < 1: proved',
    ])
    for (const { certificate, status, observed, certified } of cases) {
      const isAccepted = status === 'proved' && checkProof(await readData(certificate)).accepted
      expect(isAccepted).toBe(status === 'proved')
      expect(observed[0]).toBeGreaterThanOrEqual(certified[0])
      expect(observed[1]).toBeLessThanOrEqual(certified[1])
    }
    model.dispose()
  })

  test('a certificate that says more than is so is rejected, whatever of the set was changed', async () => {
    const random = uniform(7)
    const model = halvesModel(random, 2, 3)
    const set = allOf(linear([1, -1, 0], '<', 20), anyOf(linear([0, 1, 1], '>', -30), argmaxIs(1)))
    const subject = claim('forged', model, { inputs: box([2], -1, 1), holds: always(set) })
    const { certificate, status } = await verify(subject, { cases: 100, certificates: folder })
    expect(status).toBe('proved')
    const data = await readData(certificate)
    expect(checkProof(data)).toMatchObject({ accepted: true })
    const refused = (change: (clauses: Data['holds']['margins']['clauses']) => void) =>
      expect(checkProof(forged(data, (copy) => change(copy.holds.margins.clauses)))).toMatchObject({ accepted: false })
    refused((clauses) => (clauses[0]![0]!.bound = 25))
    refused((clauses) => (clauses[0]![0]!.coefficients = [-50, 50]))
    refused((clauses) => clauses.push([{ ...clauses[0]![0]!, bound: 25 }]))
    refused((clauses) => (clauses[1] = clauses[1]!.map((one) => ({ ...one, bound: 50 }))))
    refused((clauses) => (clauses[0]![0]!.coefficients = [0, 1]))
    refused((clauses) => (clauses[0]![0]!.coefficients = [1]))
    refused((clauses) => (clauses[0]![0]!.bound = 1e-70))
    refused((clauses) => (clauses[0] = []))
    refused((clauses) => clauses.splice(0))
    // A network that holds the margins itself, and so could round them otherwise, is none that a file may have.
    const hidden = forged(data, (copy) => {
      const { operations } = (copy as unknown as { network: { operations: { rounding?: object }[] } }).network
      operations.find(({ rounding }) => rounding)!.rounding = { kind: 'exact', zeros: 'float64:' }
    })
    expect(checkProof(hidden)).toMatchObject({ accepted: false })
    model.dispose()
  })
})
