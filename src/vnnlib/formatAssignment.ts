import type { PropertyTensor } from './declarations.ts'
import type { Property } from './readVnnlib.ts'

/**
 * A counterexample as verifiers write it: for version 1 `((X_0 0.5)` and so on, a line a number; for version 2 a line
 * for each tensor with its name, type and shape, and a line for each of its numbers. Numbers read back as the float64
 * that they are.
 */
export function formatAssignment(
  { version, inputs, outputs }: Property,
  values: { readonly inputs: readonly number[]; readonly outputs: readonly number[] },
): string {
  if (version === 1) {
    const lines = [
      ...values.inputs.map((value, i) => `(X_${i} ${value})`),
      ...values.outputs.map((value, i) => `(Y_${i} ${value})`),
    ]
    return `(${lines.join('\n')})`
  }
  return [...tensorLines(inputs, values.inputs), ...tensorLines(outputs, values.outputs)].join('\n')
}

function tensorLines(tensors: readonly PropertyTensor[], values: readonly number[]): string[] {
  let from = 0
  return tensors.flatMap(({ name, type, shape, size }) => {
    from += size
    return [`${name} ${type} [${shape.join(',')}]`, ...values.slice(from - size, from).map(String)]
  })
}
