import { type Rules, sameShape, sizeOf } from './rules.ts'

/** Two or more tensors of one shape, number by number. */
export interface MergeOperation {
  readonly kind: 'merge'
  readonly mode: 'add' | 'multiply' | 'average' | 'maximum' | 'minimum'
}

const combine: Record<MergeOperation['mode'], (a: number, b: number) => number> = {
  add: (a, b) => a + b,
  multiply: (a, b) => a * b,
  average: (a, b) => a + b,
  maximum: (a, b) => Math.max(a, b),
  minimum: (a, b) => Math.min(a, b),
}

const reader =
  (mode: MergeOperation['mode']): Rules<MergeOperation>['layers'][string] =>
  (_layer, inputs, output) =>
    inputs.every((input) => sameShape(input, output)) ? [{ kind: 'merge', mode }] : undefined

export const merge: Rules<MergeOperation> = {
  layers: {
    Add: reader('add'),
    Multiply: reader('multiply'),
    Average: reader('average'),
    Maximum: reader('maximum'),
    Minimum: reader('minimum'),
  },
  evaluate: ({ mode, shape }, reads) => {
    const y = new Float64Array(sizeOf(shape))
    for (let i = 0; i < y.length; i++) {
      const all = reads.map((read) => read.values[i]!).reduce(combine[mode])
      y[i] = mode === 'average' ? all / reads.length : all
    }
    return y
  },
}
