import { expect, test } from 'vitest'
import { always, argmaxIs, box, claim, loadOnnx, verify } from 'overshoot'

test('an ONNX file is a model like any other', async () => {
  const acasxu = await loadOnnx('fixtures/acasxu/acasxu-1-1.onnx')
  const far = box([5], [0.6, -0.5, -0.5, 0.45, -0.5], [0.68, 0.5, 0.5, 0.5, -0.45])
  const clear = claim('far away, clear of conflict has the largest score', acasxu, {
    inputs: { state: far },
    holds: always(argmaxIs(0)),
  })
  const { status, counterexample } = await verify(clear, { seed: 1 })
  // This network advises what has the least score: the claim is false, and one input shows it.
  expect(status).toBe('refuted')
  expect(counterexample).toBeDefined()
})
