import {
  always,
  anyOf,
  atLeast,
  box,
  finite,
  interval,
  linear as comparison,
  oneHot,
  sometimes,
  unbounded,
  within,
} from '../../../src/claim/index.ts'
import type { Domain } from '../../../src/claim/domain.ts'
import type { LinearSet } from '../../../src/claim/linear/linearSet.ts'
import { resolveMargins } from '../../../src/claim/linear/resolveMargins.ts'
import type { Quantifier } from '../../../src/claim/quantifier.ts'
import { elementwiseFunctions, type ElementwiseName } from '../../../src/functions/index.ts'
import type { Network } from '../../../src/network/network.ts'
import { bySign, certificateOf, check, dense, halves, linear } from '../../proof/certificate/certificates.ts'
import type { CertificateParts } from '../../../src/proof/certificate/makeCertificate.ts'
import type { CertifiedLeaf, CertifiedTree } from '../../../src/proof/certificate/proofData.ts'
import { bilinear, curve, flat, image, letters, rising, seven, three, twos } from './networks.ts'
import { computeFor } from './truth.ts'

/** A certificate that is accepted, and hardly says less than could be said. */
export interface Base {
  readonly name: string
  readonly data: Record<string, unknown>
}

/** With margins of a set of this many outputs. */
const ofAll = (kind: 'always' | 'sometimes', set: LinearSet, width: number): Quantifier =>
  ({ kind, set: { ...set, margins: resolveMargins('test', set, width) } }) as Quantifier

/** The most that is accepted of claims that say less and less. */
function tightest(name: string, make: (room: number) => Partial<CertificateParts>): Base {
  const accepted = (room: number): Base | undefined => {
    const data = certificateOf(make(room))
    const compute = JSON.stringify(data).includes('"computed"') ? { compute: computeFor(data, () => 0) } : {}
    return check(data, compute).accepted ? { name, data } : undefined
  }
  let coarse = 1e-12
  while (!accepted(coarse)) coarse *= 16
  let room = coarse / 16
  for (;;) {
    const found = accepted(room)
    if (found) return found
    room *= 1.1
  }
}

const split = (tree: CertifiedTree): CertificateParts['proof'] => ({ kind: 'bounds', tree })
const slopes = (side: 1 | -1, multipliers: number[] = []): CertifiedLeaf => ({
  kind: 'leaf',
  slopes: [{ output: 0, side, lower: { 2: Uint8Array.of(76, 153, 51) }, multipliers }],
})

/** Bounds on both sides, each as tight as is accepted. */
function bounds(
  name: string,
  own: Network,
  domains: readonly Domain[],
  tree: CertifiedTree,
  more: Partial<CertificateParts> = {},
): Base[] {
  const parts = { network: own, domains, proof: split(tree), ...more }
  return [
    tightest(`${name}, from below`, (room) => ({ ...parts, holds: always(within(3 - room, 1e9)) })),
    tightest(`${name}, from above`, (room) => ({ ...parts, holds: always(within(-1e9, room - 3)) })),
    tightest(`${name}, never`, (room) => ({ ...parts, status: 'refuted', holds: sometimes(within(room - 3, 1e9, { open: 'lo' })) })),
  ] // prettier-ignore
}

/** Certificates of every kind. */
export function bases(): Base[] {
  const plane = box([2], -1, 1)
  const weighed = (...weights: number[]): CertifiedTree => ({
    kind: 'leaf',
    slopes: [{ output: 0, side: -1, lower: {}, multipliers: [], weights: Float64Array.from(weights) }],
  })
  const signs = dense(3, [{ weights: [[1, 1, 1], [-1, -1, -1]], bias: [0, 0] }]) // prettier-ignore
  const shorter = dense(2, [{ weights: [[1, 1], [-1, -1]] }]) // prettier-ignore
  const both = (bound: number): LinearSet =>
    anyOf(comparison([1, 0], '>=', bound), comparison([0, 1], '>=', bound)) as LinearSet
  const example = (...x: number[]) => ({ kind: 'witness', inputs: [Float32Array.from(x)] }) as const
  const computed = { kind: 'computed', cases: 144 } as const
  const near = interval(-1e-43, 1e-43)
  const string = [0, 1, 1, 0, 0, 1, 1, 0, 0, 1]
  return [
    ...bounds('dense layers', seven, [plane], linear),
    ...bounds('dense layers in halves', seven, [plane], halves(0.25, linear)),
    ...bounds('two terms', twos, [box([2], 0, 1)], linear),
    ...bounds('by a sign', twos, [box([2], 0, 1)], bySign(linear)),
    ...bounds('an image', image, [box([6], -1, 2)], linear),
    ...bounds('by intervals', image, [box([6], -1, 2)], { kind: 'leaf', method: 'intervals' }),
    ...bounds('weights that are read', bilinear, [box([4], -1, 2), box([3], -0.5, 1)], linear),
    ...(Object.keys(elementwiseFunctions) as ElementwiseName[]).flatMap((name, k) =>
      bounds(name, curve(name), [interval(['log', 'sqrt'].includes(name) ? 0.25 : -3, 2)], linear, { backend: (['cpu', 'wasm', 'native'] as const)[k % 3]! })),
    ...bounds('strings', letters, [oneHot(5, 2)], { kind: 'leaf', sequences: [{ target: 3, hidden: 2, input: 0 }] }),
    ...bounds('strings, letter by letter', letters, [oneHot(5, 2)], { kind: 'split', split: { kind: 'letters', input: 0, row: 2, letters: [1] }, left: linear, right: linear }),
    tightest('slopes', (room) => ({ network: three, domains: [plane], holds: always(within(-1e9, room - 3)), proof: split(slopes(1)) })),
    tightest('multipliers', (room) => ({ network: seven, domains: [plane], holds: always(within(-1e9, room - 3)), proof: split({ ...bySign(slopes(1, [0.25])) } as CertifiedTree) })),
    tightest('lines', (room) => ({ network: curve('tanh'), domains: [interval(-1, 1)], holds: always(within(-room, room)), proof: split({ kind: 'leaf', range: [-2, 2], lines: [{ operation: 1, lower: Float64Array.of(0.5), upper: Float64Array.of(0.5) }] }) })),
    tightest('margins', (room) => ({ network: three, domains: [plane], holds: ofAll('always', comparison([1, -1, 0.5], '>=', 3 - room) as LinearSet, 3) })),
    tightest('the larger of two', (room) => ({ network: signs, domains: [box([3], -1, 1)], holds: ofAll('always', both(-room), 2), proof: split(weighed(1, 1)) })),
    tightest('the larger of two, the other way', (room) => ({ network: shorter, domains: [plane], holds: ofAll('always', both(-room), 2), proof: split(weighed(1, 1)) })),
    tightest('no comparison', (room) => ({ network: signs, domains: [box([3], -1, 1)], status: 'refuted', holds: ofAll('sometimes', both(room), 2) })),
    tightest('an example outside', (room) => ({ network: seven, domains: [plane], status: 'refuted', holds: always(within(-1e9, 3 - room)), proof: example(1, -1) })),
    tightest('an example inside', (room) => ({ network: image, domains: [box([6], -1, 2)], holds: sometimes(within(0.3 - room, 0.3 + room)), proof: example(1, -1, 0.5, 2, 0, 1) })),
    tightest('a string', (room) => ({ network: letters, domains: [oneHot(5, 2)], holds: sometimes(atLeast(3 - room)), proof: example(...string) })),
    tightest('an example of margins', (room) => ({ network: three, domains: [plane], holds: ofAll('sometimes', comparison([1, -1, 0.5], '>=', 3 - room) as LinearSet, 3), proof: example(0.5, 0.25) })),
    tightest('growth', () => ({ network: rising, domains: [finite()], holds: unbounded(), proof: { kind: 'growth', inputs: [Float32Array.of(1e38)], input: 0, element: 0, sign: 1 } })),
    tightest('no growth', () => ({ network: flat, domains: [finite()], holds: unbounded(), status: 'refuted' })),
    tightest('all computed', (room) => ({ network: curve('sigmoid'), domains: [near], holds: always(within(0.5 - room, 0.5 + room)), proof: split(computed) })),
    tightest('all computed on native', (room) => ({ network: curve('sigmoid'), backend: 'native', domains: [near], holds: always(within(0.5 - room, 0.5 + room)), proof: split(computed) })),
    tightest('partly computed', (room) => ({ network: curve('sigmoid'), domains: [interval(-1e-43, 1)], holds: always(within(0.5 - room, 2)), proof: split({ kind: 'split', split: { kind: 'number', input: 0, index: 0, at: Math.fround(1e-43) }, left: computed, right: linear }) })),
  ] // prettier-ignore
}
