import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tfjsBackends } from '../backend/name.ts'
import { startOrSkip } from '../../test/backend/startOrSkip.ts'
import { useBackend } from '../backend/useBackend.ts'
import type { Network } from '../network/network.ts'
import { integer, pick, uniform } from '../../test/network/random.ts'
import { predictRows } from '../../test/network/randomModel.ts'
import { escapes, partOf, randomNetwork, randomProblem, randomRegion } from '../../test/proof/bounds.ts'
import { inPhase, runAllFloat32, runFloat32, styles } from '../../test/proof/float32.ts'
import { intervalBounds } from './intervalBounds.ts'
import { provers } from '../../test/proof/provers.ts'
import type { Phase, Region } from './region.ts'

/**
 * Models a test. The default computes more than 100,000 outputs with all tests together; more than a test run needs:
 * OVERSHOOT_SOUNDNESS_RUNS=1000 npx vitest run src/proof/soundness
 */
const numRuns = Number(process.env['OVERSHOOT_SOUNDNESS_RUNS'] ?? 13)

/** Every prover's bounds of a region against what was computed for its inputs; the first that is outside. */
function firstEscape(
  network: Network,
  region: Region,
  backend: (typeof tfjsBackends)[number],
  outputs: readonly ArrayLike<number>[],
): string | undefined {
  for (const [name, prove] of Object.entries(provers)) {
    const bounds = prove(network, region, backend)
    // Strings are looked at of some networks only; the others say nothing where they find that no input is in the
    // region.
    if (bounds === undefined && name !== 'sequences' && outputs.length > 0) return `${name}: no input is in the region`
    if (bounds === undefined) continue
    for (const output of outputs) {
      const escape = escapes(bounds, output)
      if (escape !== undefined) return `${name}: ${escape}`
    }
  }
  return undefined
}

test.for(tfjsBackends)('no output of %s leaves its bounds, at any batch size', async (backend, { skip }) => {
  await startOrSkip(backend, skip)
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const random = uniform(seed)
      const { model, network, dispose } = randomProblem(random)
      for (let i = 0; i < 4; i++) {
        const { region, rows } = randomRegion(random, network, 40)
        const outputs = [
          ...predictRows(model, rows, rows.length),
          ...predictRows(model, rows.slice(0, 14), 7),
          ...predictRows(model, rows.slice(0, 3), 1),
        ]
        expect(firstEscape(network, region, backend, outputs)).toBeUndefined()
      }
      dispose()
    }),
    { numRuns },
  )
})

test('no float32 computation leaves the bounds: any order, fused or not, flushed or not, any mean', async () => {
  await useBackend('cpu')
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = uniform(seed)
      const network = randomNetwork(random)
      if (network.opaque.length > 0) return
      for (let i = 0; i < 2; i++) {
        const { region, rows } = randomRegion(random, network)
        const outputs = rows.flatMap((row) => styles.map((style) => runFloat32(network, row, style)))
        expect(firstEscape(network, region, 'cpu', outputs)).toBeUndefined()
      }
    }),
    { numRuns: 2 * numRuns },
  )
})

test('nor where phases are fixed: outputs of the inputs that have them stay within their bounds', async () => {
  await useBackend('cpu')
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = uniform(seed)
      const network = randomNetwork(random)
      const functions = network.operations.flatMap(({ kind }, i) => (kind === 'elementwise' ? [i] : []))
      if (network.opaque.length > 0 || functions.length === 0) return
      const { region, rows } = randomRegion(random, network)
      const phases = Array.from({ length: integer(random, 1, 3) }, (): Phase => {
        const operation = pick(random, functions)
        const index = integer(random, 0, network.operations[operation]!.size - 1)
        return { operation, index, sign: pick(random, [1, -1] as const) }
      })
      const outputs = rows.flatMap((row) =>
        styles.flatMap((style) => {
          const results = runAllFloat32(network, row, style)
          return inPhase(network, results, phases) ? [results[network.output]!] : []
        }),
      )
      expect(firstEscape(network, { ...region, phases }, 'cpu', outputs)).toBeUndefined()
    }),
    { numRuns: 2 * numRuns },
  )
})

test('interval bounds of a part of a region lie within those of the region', async () => {
  await useBackend('cpu')
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = uniform(seed)
      const network = randomNetwork(random)
      const { region, rows } = randomRegion(random, network)
      const whole = intervalBounds(network, region, 'native')
      const part = intervalBounds(network, partOf(region, pick(random, rows), pick(random, rows)), 'native')
      for (let i = 0; i < whole.lo.length; i++) {
        expect(part.lo[i]).toBeGreaterThanOrEqual(whole.lo[i]!)
        expect(part.hi[i]).toBeLessThanOrEqual(whole.hi[i]!)
      }
      expect(whole.nan || !part.nan).toBe(true)
    }),
    { numRuns: 4 * numRuns },
  )
})

test('no bound is NaN or out of order, whoever says it, and none is wider than intervals', async () => {
  await useBackend('cpu')
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = uniform(seed)
      const network = randomNetwork(random)
      const { region } = randomRegion(random, network)
      const plain = intervalBounds(network, region, 'cpu')
      for (const [name, prove] of Object.entries(provers)) {
        const bounds = prove(network, region, 'cpu') ?? plain
        for (let i = 0; i < bounds.lo.length; i++) {
          expect(bounds.lo[i]).toBeLessThanOrEqual(bounds.hi[i]!)
          // What strings say is taken together with the others' bounds.
          if (name === 'sequences') continue
          expect(bounds.lo[i]).toBeGreaterThanOrEqual(plain.lo[i]!)
          expect(bounds.hi[i]).toBeLessThanOrEqual(plain.hi[i]!)
        }
      }
    }),
    { numRuns: 2 * numRuns },
  )
})
