import { expect, test } from 'vitest'
import { always, box, within } from '../../claim/index.ts'
import { big, node, read } from '../../../test/network/onnx/smallOnnx.ts'
import { certificateOf, isAccepted } from '../../../test/proof/certificate/certificates.ts'

/** One tree: below 0.5, its first feature decides by 0, else its second by 1. */
const small = {
  nodes_treeids: big(0, 0, 0, 0, 0, 0, 0),
  nodes_nodeids: big(0, 1, 2, 3, 4, 5, 6),
  nodes_featureids: big(0, 0, 1, 0, 0, 0, 0),
  nodes_modes: ['BRANCH_LEQ', 'BRANCH_LT', 'BRANCH_GT', 'LEAF', 'LEAF', 'LEAF', 'LEAF'],
  nodes_values: [0.5, 0, 1, 0, 0, 0, 0],
  nodes_truenodeids: big(1, 3, 5, 0, 0, 0, 0),
  nodes_falsenodeids: big(2, 4, 6, 0, 0, 0, 0),
  target_treeids: big(0, 0, 0, 0),
  target_nodeids: big(3, 4, 5, 6),
  target_ids: big(0, 0, 0, 0),
  target_weights: [1, 2, 3, 4],
}

test('what a tree says of a box is proved and accepted, and no more than that', () => {
  const { network } = read([1, 2], [{ ...node('TreeEnsembleRegressor', 'x', small), domain: 'ai.onnx.ml' }])
  const accepted = (lo: number[], hi: number[], least: number, most: number): boolean =>
    isAccepted(
      certificateOf({
        network,
        domains: [box([2], lo, hi)],
        holds: always(within(least, most)),
        proof: { kind: 'bounds', tree: { kind: 'leaf' } },
      }),
    )
  expect(accepted([-1, -1], [1, 2], 1, 4)).toBe(true)
  expect(accepted([-1, -1], [1, 2], 1, 3.99)).toBe(false)
  expect(accepted([-1, -1], [0.5, 2], 1, 2)).toBe(true)
  expect(accepted([0, -1], [0.5, 2], 2, 2)).toBe(true)
  expect(accepted([0, -1], [0.51, 2], 2, 2)).toBe(false)
  expect(accepted([0.51, 1], [9, 1], 4, 4)).toBe(true)
  expect(accepted([0.51, 1], [9, 1.1], 4, 4)).toBe(false)
})
