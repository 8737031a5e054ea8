import type { Rules } from './rules.ts'

/** x where x >= 0, alpha * x elsewhere. */
export interface LeakyReluOperation {
  readonly kind: 'leakyRelu'
  readonly alpha: number
}

export const leakyRelu: Rules<LeakyReluOperation> = {
  layers: {
    LeakyReLU: ({ config: { alpha } }) =>
      typeof alpha === 'number' && Number.isFinite(Math.fround(alpha)) ? [{ kind: 'leakyRelu', alpha }] : undefined,
  },
  evaluate: ({ alpha }, [x]) => x!.values.map((value) => (value < 0 ? alpha * value : value)),
}
