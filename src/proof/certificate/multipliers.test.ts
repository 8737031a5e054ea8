import { expect, test } from 'vitest'
import { always, within } from '../../claim/index.ts'
import { bySign, certificateOf, check, linear, sealed } from '../../../test/proof/certificate/certificates.ts'

interface Bounds {
  kind: 'bounds'
  nodes: Record<string, unknown>[]
}

test('a sign that is known can only widen what a multiplier says of it: negative multipliers show nothing', () => {
  // |x - y| + 0.5 comes to 1.5 on the square; added with these multipliers the signs would say 1.4, 1.25 and 1.
  for (const multiplier of [-0.1, -0.25, -0.5]) {
    const data = certificateOf({ holds: always(within(0, 1.45)), proof: { kind: 'bounds', tree: bySign(linear) } })
    const proof = data['proof'] as Bounds
    const slopes = [{ output: 0, side: 1, lower: [], multipliers: [multiplier] }]
    const leaf = { kind: 'linear', slopes, sequences: [], lines: [] }
    const nodes = [proof.nodes[0], leaf, leaf]
    const result = check(sealed({ ...data, proof: { ...proof, nodes } }))
    expect(result).toMatchObject({ accepted: false, reason: expect.stringContaining('multipliers') })
  }
})
