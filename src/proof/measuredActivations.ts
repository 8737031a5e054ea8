import type { BackendName } from '../backend/name.ts'
import type { MeasuredActivation, MeasuredName, MeasuredRegion } from './activations/measured.ts'

const tiny = 2 ** -125

/** One region for all inputs, or three where the ends are known apart. */
function flat(relative: number, absolute: number, min: number, max: number): readonly MeasuredRegion[] {
  return [[-Infinity, relative, absolute, min, max]]
}

function ends(relative: number, low: number, high: number, from: number, to: number): readonly MeasuredRegion[] {
  return [
    [-Infinity, relative, tiny, low, low],
    [from, relative, tiny, low, high],
    [to, relative, tiny, high, high],
  ]
}

const provisional: Readonly<Record<MeasuredName, Readonly<Record<BackendName, readonly MeasuredRegion[]>>>> = {
  sigmoid: {
    cpu: ends(6.02e-8, 0, 1, -128, 128),
    native: ends(3.18e-7, 0, 1, -128, 128),
    wasm: ends(2.78e-7, 0, 1, -128, 128),
  },
  softplus: {
    cpu: flat(4.73e-7, tiny, 0, Infinity),
    native: flat(9.38e-7, tiny, 0, Infinity),
    wasm: flat(4.73e-7, tiny, 0, Infinity),
  },
  tanh: {
    cpu: ends(5.96e-8, -1, 1, -16, 16),
    native: ends(6.03e-7, -1, 1, -16, 16),
    wasm: ends(1.69e-7, -1, 1, -16, 16),
  },
  exp: {
    cpu: flat(1.2e-7, tiny, 0, Infinity),
    native: flat(2.4e-7, tiny, 0, Infinity),
    wasm: flat(1.2e-7, tiny, 0, Infinity),
  },
  erf: {
    cpu: [
      [-Infinity, 0, 3.4e-7, -1, -1],
      [-8, 0, 3.4e-7, -1, 1],
      [8, 0, 3.4e-7, 1, 1],
    ],
    native: [
      [-Infinity, 6.1e-7, tiny, -1, -1],
      [-8, 6.1e-7, tiny, -1.000001, 1.000001],
      [8, 6.1e-7, tiny, 1, 1],
    ],
    wasm: [
      [-Infinity, 1.6e-7, tiny, -1, -1],
      [-8, 1.6e-7, tiny, -1, 1],
      [8, 1.6e-7, tiny, 1, 1],
    ],
  },
  elu: {
    cpu: [
      [-Infinity, 1.2e-7, 1.2e-7, -1, 0],
      [0, 0, tiny, 0, Infinity],
    ],
    native: [
      [-Infinity, 0, 1.3e-7, -1, 0],
      [0, 0, tiny, 0, Infinity],
    ],
    wasm: [
      [-Infinity, 1.8e-7, tiny, -1, 0],
      [0, 0, tiny, 0, Infinity],
    ],
  },
  selu: {
    cpu: [
      [-Infinity, 1.2e-7, 1.2e-7, -1.7580994, 0],
      [0, 1.9e-7, tiny, 0, Infinity],
    ],
    native: [
      [-Infinity, 0, 3.1e-7, -1.7580994, 0],
      [0, 1.9e-7, tiny, 0, Infinity],
    ],
    wasm: [
      [-Infinity, 0, 2.1e-7, -1.7580994, 0],
      [0, 1.9e-7, tiny, 0, Infinity],
    ],
  },
  cube: {
    cpu: flat(1.2e-7, tiny, -Infinity, Infinity),
    native: flat(1.3e-7, tiny, -Infinity, Infinity),
    wasm: flat(1.2e-7, tiny, -Infinity, Infinity),
  },
}

const entries = Object.entries(provisional).map(([name, backends]) => [
  name,
  Object.fromEntries(
    Object.entries(backends).map(([backend, regions]) => [
      backend,
      { backend, machine: 'unknown', sampled: 1, regions },
    ]),
  ),
])

/** To be replaced by measurements. */
export const measuredActivations: Readonly<Record<MeasuredName, Readonly<Record<BackendName, MeasuredActivation>>>> =
  Object.fromEntries(entries)
