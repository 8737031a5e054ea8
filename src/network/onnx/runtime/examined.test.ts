import { expect, test } from 'vitest'
import { type OnnxDraft, writeOnnx } from '../../../../test/network/onnx/writeOnnx.ts'
import { readOnnx } from '../readOnnx.ts'

type Drafted = Pick<OnnxDraft, 'nodes'> & Partial<OnnxDraft>

/** Operations by kind, with a mark for those that are unknown on ONNX Runtime. */
function read(made: Drafted): string[] {
  const bytes = writeOnnx({
    opset: 18,
    initializers: [{ name: 'w', dims: [3], type: 'float', values: [1, -2, 0.5] }],
    inputs: [{ name: 'x', shape: ['N', 3] }],
    outputs: ['y'],
    ...made,
  })
  const { operations } = readOnnx(bytes).network
  return operations.map(({ kind, faultyOn }) => (faultyOn.includes('onnxruntime') ? `${kind}?` : kind))
}
const node = (type: string, inputs: string[], output: string) => ({ type, inputs, outputs: [output] })

test('an operator that was looked at is known, one that was not is not, nor what it is made of', () => {
  expect(read({ nodes: [node('Relu', ['x'], 'y')] })).toEqual(['input', 'elementwise'])
  expect(read({ nodes: [node('Softsign', ['x'], 'y')] })).toEqual(['input', 'elementwise?'])
  const hard = read({ nodes: [node('Softsign', ['x'], 'h'), node('Relu', ['h'], 'y')] })
  expect(hard.slice(1, -1).every((one) => one.endsWith('?'))).toBe(true)
  expect(hard.at(-1)).toBe('elementwise')
})

test('what only moves numbers is the same everywhere', () => {
  const turn = { ...node('Transpose', ['x'], 't'), attributes: { perm: [1n, 0n] } }
  const back = { ...node('Transpose', ['t'], 'y'), attributes: { perm: [1n, 0n] } }
  expect(read({ nodes: [turn, back] }).some((one) => one.endsWith('?'))).toBe(false)
})

test('numbers that are folded are known where their one rounding is, and what reads others is not', () => {
  const mul = node('Mul', ['x', 'k'], 'y')
  expect(read({ nodes: [node('Mul', ['w', 'w'], 'k'), mul] })).toEqual(['input', 'affine'])
  expect(read({ nodes: [node('Exp', ['w'], 'k'), mul] })).toEqual(['input', 'affine?'])
  expect(read({ nodes: [node('Exp', ['w'], 'e'), node('Neg', ['e'], 'k'), mul] })).toEqual(['input', 'affine?'])
  // After what is unknown, what is known of all numbers is known again.
  expect(read({ nodes: [node('Exp', ['w'], 'k'), { ...mul, outputs: ['m'] }, node('Sigmoid', ['m'], 'y')] })).toEqual([
    'input',
    'affine?',
    'elementwise',
  ])
})

test('places that hang on such numbers are not known either', () => {
  const nodes = [
    node('Exp', ['s'], 'e'),
    { ...node('Cast', ['e'], 'i'), attributes: { to: 7n } },
    { ...node('Gather', ['x', 'i'], 'y'), attributes: { axis: 1n } },
  ]
  const initializers = [{ name: 's', dims: [1], type: 'float', values: [0] } as const]
  expect(read({ nodes, initializers: [...initializers] }).at(-1)).toBe('gather?')
})

test("a bias that is added to a sum keeps what is not known of it, and the sum's", () => {
  const product = node('MatMul', ['x', 'm'], 'p')
  const m = { name: 'm', dims: [3, 3], type: 'float', values: [1, 2, 3, 4, 5, 6, 7, 8, 9] } as const
  const b = { name: 'b', dims: [3], type: 'float', values: [1, 2, 3] } as const
  const initializers = [m, b]
  expect(read({ nodes: [product, node('Add', ['p', 'b'], 'y')], initializers: [...initializers] })).toEqual([
    'input',
    'affine',
  ])
  const nodes = [product, node('Exp', ['b'], 'e'), node('Add', ['p', 'e'], 'y')]
  expect(read({ nodes, initializers: [...initializers] })).toEqual(['input', 'affine?'])
})

test("a function of the file with an operator's name is not what runtimes need to compute", () => {
  const functions = [
    { name: 'Relu', domain: '', inputs: ['a'], outputs: ['b'], nodes: [node('Abs', ['a'], 'b')], opset: 18 },
  ]
  expect(read({ nodes: [node('Relu', ['x'], 'y')], functions }).at(-1)).toBe('elementwise?')
})

test.for<[string, boolean]>([
  ['nk,km->nm', true],
  ['b i k , i k o -> b o', true],
  ['bkc,kcd->bkd', true],
  ['ab,cd->acbd', true],
  ['ab,bc->a', false],
  ['ab->ba', false],
  ['ab,bc', false],
])('of Einsum it is known what products of two are: %s', ([equation, isKnown]) => {
  const shape = (term: string): number[] => [...term.replaceAll(' ', '')].map(() => 2)
  const [left, right] = equation.split('->')[0]!.split(',') as [string, string?]
  const names = right === undefined ? ['x'] : ['x', 'z']
  const weights = { name: 'z', dims: shape(right ?? ''), type: 'float', values: shape(right ?? '').length === 0 ? [1] : Array.from({ length: 2 ** shape(right ?? '').length }, (_, i) => i + 1) } as const // prettier-ignore
  const nodes = [{ ...node('Einsum', names, 'e'), attributes: { equation } }, node('Neg', ['e'], 'y')]
  const inputs = [{ name: 'x', shape: shape(left) }]
  const kinds = read({ nodes, inputs, initializers: [weights] })
  // What only moves numbers is the same everywhere.
  expect(kinds.some((one) => one.endsWith('?'))).toBe(!isKnown && equation !== 'ab->ba')
})
