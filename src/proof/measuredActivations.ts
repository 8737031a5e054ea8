import type { BackendName } from '../backend/name.ts'
import type { CurvedName } from '../network/activationFunctions.ts'
import type { ActivationError } from './activationError.ts'

/** Made from `fixtures/activations` by `bench/activationsTable.ts`: change it there. */
export const measuredActivations: Readonly<Record<CurvedName, Readonly<Record<BackendName, ActivationError>>>> = {
  sigmoid: {
    cpu: { relative: 6.02e-8, absolute: 2.350988701644575e-38, min: 0, max: 1 },
    native: { relative: 3.18e-7, absolute: 2.350988701644575e-38, min: 0, max: 1 },
    wasm: { relative: 2.78e-7, absolute: 2.350988701644575e-38, min: 0, max: 1 },
  },
  softplus: {
    cpu: { relative: 4.73e-7, absolute: 2.350988701644575e-38, min: 0, max: Infinity },
    native: { relative: 9.38e-7, absolute: 2.350988701644575e-38, min: 0, max: Infinity },
    wasm: { relative: 4.73e-7, absolute: 2.350988701644575e-38, min: 0, max: Infinity },
  },
  tanh: {
    cpu: { relative: 5.96e-8, absolute: 2.350988701644575e-38, min: -1, max: 1 },
    native: { relative: 6.03e-7, absolute: 2.350988701644575e-38, min: -1, max: 1 },
    wasm: { relative: 1.69e-7, absolute: 2.350988701644575e-38, min: -1, max: 1 },
  },
}
