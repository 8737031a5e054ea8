import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decode } from '../../checker/format/decode.ts'
import { always, sometimes, within } from '../../claim/index.ts'
import { inSet } from '../../claim/set.ts'
import { unpackNetwork } from '../../network/unpackNetwork.ts'
import { uniform } from '../../../test/network/random.ts'
import { runFloat32, styles } from '../../../test/proof/float32.ts'
import {
  bySign,
  certificateOf,
  halves,
  isAccepted,
  linear,
  randomCase,
  sealed,
} from '../../../test/proof/certificate/certificates.ts'
import type { CertificateParts } from './makeCertificate.ts'

const seeds = fc.integer()

/** One number, letter or bit of a certificate changed, at random. */
function mutated(data: Record<string, unknown>, random: () => number): Record<string, unknown> {
  const places: (() => void)[] = []
  const copy = structuredClone(data)
  const visit = (holder: Record<string, unknown>): void => {
    for (const [key, value] of Object.entries(holder)) {
      if (key === 'digest' || key === 'restsOn') continue
      if (typeof value === 'object' && value !== null) visit(value as Record<string, unknown>)
      else places.push(() => (holder[key] = changed(value, random)))
    }
  }
  visit(copy)
  places[Math.floor(random() * places.length)]!()
  return copy
}

function changed(value: unknown, random: () => number): unknown {
  if (typeof value === 'boolean') return !value
  if (typeof value === 'number')
    return [value + 1, value - 1, -value, value * 1.01, value / 2, 0, 1e300, null, 'Infinity'][Math.floor(random() * 9)]
  const [, type, text] = /^(float64|float32|int32):(.*)$/.exec(String(value)) ?? []
  if (type === undefined || text === undefined)
    return ['', `${String(value)}x`, 'Infinity', 3][Math.floor(random() * 4)]
  const bytes = Buffer.from(text, 'base64')
  bytes[Math.floor(random() * bytes.length)]! ^= 1 << Math.floor(random() * 8)
  return `${type}:${bytes.toString('base64')}`
}

test('one changed number is damage', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const data = certificateOf({ proof: { kind: 'bounds', tree: halves(0.5, linear) } })
      const other = mutated(data, uniform(seed))
      fc.pre(JSON.stringify(other) !== JSON.stringify(data))
      expect(isAccepted(other)).toBe(false)
    }),
    { numRuns: 300 },
  )
})

/** Outputs for inputs of a certificate's domain, in float32; none where the network computes nothing. */
function outputsOf(
  data: Record<string, unknown>,
  random: () => number,
): { outputs: number[]; holds: CertificateParts['holds'] } {
  const { domains, holds } = decode(data)
  const network = unpackNetwork(data['network'])
  const outputs = Array.from({ length: 60 }, (_, k) => {
    const rows = domains.map(({ lo, hi }) =>
      lo.map((low, i) => {
        const share = k % 2 === 0 ? Math.round(random()) : random()
        return Math.min(hi[i]!, Math.max(low, low * (1 - share) + hi[i]! * share))
      }),
    )
    return [...runFloat32(network, rows, styles[k % styles.length]!)]
  })
  return { outputs: outputs.flat(), holds: holds as CertificateParts['holds'] }
}

test('one changed number and a digest that fits it: rejected, or still true', () => {
  let accepted = 0
  fc.assert(
    fc.property(seeds, (seed) => {
      const random = uniform(seed)
      const { network, domain, outputs } = randomCase(seed, ['relu', 'sigmoid', 'tanh'])
      const [least, most] = [Math.min(...outputs), Math.max(...outputs)]
      const wide = 0.2 * (most - least) + 1e-3
      const holds =
        seed & 1 ? always(within(least - wide, most + wide)) : sometimes(within(most + wide, most + 2 * wide))
      const middle = Math.fround(domain.lo[0]! / 2 + domain.hi[0]! / 2)
      const tree = domain.lo[0]! < middle ? halves(middle, bySign(linear)) : linear
      const parts = { network, domains: [domain], holds, status: seed & 1 ? 'proved' : 'refuted' } as const
      const data = certificateOf({ ...parts, proof: { kind: 'bounds', tree } })
      const other = sealed(mutated(data, random))
      fc.pre(isAccepted(other))
      accepted++
      const computed = outputsOf(other, random)
      if (computed.holds.kind === 'unbounded') return
      const { kind, set } = computed.holds
      expect(computed.outputs.filter((output) => inSet(set, output) === (kind === 'sometimes'))).toEqual([])
    }),
    { numRuns: 60 },
  )
  expect(accepted).toBeGreaterThan(20)
})
