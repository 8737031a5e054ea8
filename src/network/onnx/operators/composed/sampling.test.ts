import { expect, test } from 'vitest'
import { big, floats, ints, node, read, run } from '../../../../../test/network/onnx/smallOnnx.ts'

/** One row of 1, -2, 3, -4. */
const line = [1, 1, 1, 4]
const at = (places: number[]) => floats('g', places.flatMap((x) => [x, 0]), [1, 1, places.length, 2]) // prettier-ignore
const sampled = (attributes: Parameters<typeof node>[2], places: number[]): number[] =>
  run(line, [node('GridSample', 'x g', attributes)], [at(places)], { opset: 20 })

test('places far outside are padding, an end, or somewhere within', () => {
  const far = [-1e30, 1e30, -3e38, 3e38, 5, -5]
  for (const mode of ['linear', 'cubic', 'nearest']) {
    expect(sampled({ mode, padding_mode: 'zeros' }, far)).toEqual([0, 0, 0, 0, 0, 0])
    expect(sampled({ mode, padding_mode: 'border' }, far)).toEqual([1, -4, 1, -4, -4, 1])
    for (const y of sampled({ mode, padding_mode: 'reflection' }, far)) expect(Math.abs(y)).toBeLessThanOrEqual(5)
  }
  // 5 is at 11.5: mirrored at 3.5 and at -0.5 it is at 3.5.
  expect(sampled({ mode: 'linear', padding_mode: 'reflection' }, [5, 1.5, -1])).toEqual([-4, -0.5, 1])
})

test('corners are aligned or not', () => {
  expect(sampled({ align_corners: 1n }, [-1, -1 / 3, 1])).toEqual([1, expect.closeTo(-2, 5), -4])
  expect(sampled({}, [-1, -0.75, 1])).toEqual([0.5, 1, -2])
})

test('what cannot be read is refused', () => {
  const made = [node('Tanh', 'g', {}, 't')]
  const computed = (mode: string) =>
    read(line, [...made, node('GridSample', 'x t', { mode })], [], {
      opset: 20,
      inputs: [
        { name: 'x', shape: line },
        { name: 'g', shape: [1, 1, 2, 2] },
      ],
    })
  expect(() => computed('linear')).not.toThrow()
  expect(() => computed('cubic')).toThrow(expect.objectContaining({ code: 'OPERATOR_UNSUPPORTED' }) as Error)
  const wrong = [
    () => sampled({}, [NaN]),
    () => sampled({ mode: 'other' }, [0]),
    () => sampled({ padding_mode: 'other' }, [0]),
    () => run(line, [node('GridSample', 'x g')], [floats('g', [0, 0, 0], [1, 1, 1, 3])], { opset: 20 }),
  ]
  for (const act of wrong) expect(act).toThrow(expect.objectContaining({ code: 'MODEL_INVALID' }) as Error)
})

test('rows of a batch have places each', () => {
  const { outputs } = read([], [node('Sigmoid', 'g', {}, 'p'), node('GridSample', 'x p')], [], {
    opset: 20,
    inputs: [
      { name: 'x', shape: ['N', 2, 3, 3] },
      { name: 'g', shape: ['N', 2, 2, 2] },
    ],
  })
  expect(outputs[0]!.shape).toEqual([1, 2, 2, 2])
  const images = [node('Transpose', 'x', { perm: big(1, 0, 2, 3) }, 't'), node('GridSample', 't g')]
  expect(() =>
    read([], images, [floats('g', [0, 0, 0, 0], [2, 1, 1, 2])], {
      opset: 20,
      inputs: [{ name: 'x', shape: ['N', 2, 3, 3] }],
    }),
  ).toThrow(expect.objectContaining({ code: 'BATCH_MIXED' }) as Error)
})

test('AffineGrid maps places by a matrix for each image', () => {
  const grid = (shape: number[], ...size: number[]): number[] =>
    run(shape, [node('AffineGrid', 'x s')], [ints('s', ...size)], { opset: 20 })
  // 1 -2 3 / -4 5 -6 of (x, y, 1) at x = -1/2 and 1/2, y = 0.
  expect(grid([1, 2, 3], 1, 1, 1, 2)).toEqual([2.5, -4, 3.5, -8])
  expect(() => grid([1, 2, 2], 1, 1, 1, 2)).toThrow(expect.objectContaining({ code: 'MODEL_INVALID' }) as Error)
})
