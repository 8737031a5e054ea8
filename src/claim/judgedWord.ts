import { describeValues } from './describeValues.ts'
import type { Example } from './verdict.ts'

/** What the number that decides an example is: a margin where all outputs are beside it. */
export function judgedWord({ outputs }: { readonly outputs?: readonly number[] | undefined }): 'margin' | 'output' {
  return outputs === undefined ? 'output' : 'margin'
}

/** The outputs that a margin is of, e.g. `outputs [0, 1.5]`. */
export function describeOutputs({ outputs }: Pick<Example, 'outputs'>, most?: number): string | undefined {
  return outputs && `outputs ${describeValues(outputs, most)}`
}
