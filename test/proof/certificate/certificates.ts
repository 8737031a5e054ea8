import { createHash } from 'node:crypto'
import { type Checked, checkProof, type CheckOptions, type Measured } from '../../../src/checker/checkProof.ts'
import type { Domain } from '../../../src/claim/domain.ts'
import { always, box, within } from '../../../src/claim/index.ts'
import type { Network } from '../../../src/network/network.ts'
import type { Operation } from '../../../src/operations/index.ts'
import { noise, uniform } from '../../network/random.ts'
import { runFloat32, styles } from '../float32.ts'
import { figureOn } from '../../../src/proof/certificate/figures.ts'
import { type CertificateParts, makeCertificate } from '../../../src/proof/certificate/makeCertificate.ts'
import type { CertifiedTree } from '../../../src/proof/certificate/proofData.ts'
import { inOrder, tapsOf } from '../../../src/operations/affine/taps.ts'

export type Layer = {
  readonly weights: readonly (readonly number[])[]
  readonly bias?: readonly number[]
  readonly name?: 'relu' | 'sigmoid' | 'tanh'
}

export const floats = (values: readonly number[]): Float64Array => Float64Array.from(values, Math.fround)

/** Dense layers one after the other; `weights[i][j]` leads from input j to output i. */
export function dense(size: number, layers: readonly Layer[]): Network {
  const operations: Operation[] = [{ kind: 'input', input: 0, size, reads: [], layer: 'x', faultyOn: [] }]
  for (const [k, { weights, bias, name }] of layers.entries()) {
    const common = { layer: `layer ${k}`, faultyOn: [], size: weights.length }
    const width = weights[0]!.length
    operations.push({
      ...common,
      kind: 'affine',
      reads: [operations.length - 1],
      taps: inOrder(width),
      kernel: floats(Array.from({ length: width }, (_, j) => weights.map((row) => row[j]!)).flat()),
      bias: bias ? floats(bias) : null,
      positions: 1,
      window: width,
      filters: weights.length,
      groups: 1,
      rounding: { kind: 'sum' },
    })
    if (name)
      operations.push({
        ...common,
        kind: 'elementwise',
        name,
        parameter: new Float64Array(1),
        reads: [operations.length - 1],
      })
  }
  return { inputs: [{ name: 'x', size }], operations, output: operations.length - 1, opaque: [] }
}

/** |x - y| + small change: relu(x - y) + relu(y - x) on two numbers. */
export const distance = dense(2, [
  {
    weights: [
      [1, -1],
      [-1, 1],
    ],
    name: 'relu',
  },
  { weights: [[1, 1]], bias: [0.5] },
])
export const square = box([2], 0, 1)
export const halves = (at: number, leaf: CertifiedTree): CertifiedTree => ({
  kind: 'split',
  split: { kind: 'number', input: 0, index: 0, at },
  left: leaf,
  right: leaf,
})
export const linear: CertifiedTree = { kind: 'leaf' }
/** By the sign of what the first hidden number reads. */
export const bySign = (leaf: CertifiedTree): CertifiedTree => ({
  kind: 'split',
  split: { kind: 'phase', operation: 2, index: 0 },
  left: leaf,
  right: leaf,
})

export function certificateOf(parts: Partial<CertificateParts> = {}): Record<string, unknown> {
  const certificate = makeCertificate({
    claim: 'a claim',
    holds: always(within(0, 2)),
    status: 'proved',
    backend: 'cpu',
    fingerprint: 'abc',
    network: distance,
    domains: [square],
    proof: { kind: 'bounds', tree: linear },
    ...parts,
  })
  return JSON.parse(JSON.stringify(certificate)) as Record<string, unknown>
}

export const check = (data: unknown, options: Partial<CheckOptions & Measured> = {}): Checked =>
  checkProof(data, { figures: figureOn, ...options })
export const isAccepted = (data: unknown): boolean => check(data).accepted

/** The same certificate, its digest made for what it now holds. */
export function sealed({ digest: _digest, ...rest }: Record<string, unknown>): Record<string, unknown> {
  return { ...rest, digest: createHash('sha256').update(JSON.stringify(rest)).digest('hex') }
}

/** A random network of dense layers, a box of its inputs, and float32 outputs for inputs in it. */
export function randomCase(
  seed: number,
  names: readonly NonNullable<Layer['name']>[],
): { network: Network; domain: Domain; outputs: number[] } {
  const random = uniform(seed)
  const sizes = [1 + Math.floor(random() * 4), 2 + Math.floor(random() * 4), 1 + Math.floor(random() * 4), 1]
  const row = (length: number): number[] => Array.from({ length }, () => Math.fround(noise(random, 1)))
  const layers = sizes.slice(1).map((size, k) => ({
    weights: Array.from({ length: size }, () => row(sizes[k]!)),
    bias: row(size),
    ...(k < 2 && { name: names[Math.floor(random() * names.length)]! }),
  }))
  const network = dense(sizes[0]!, layers)
  const radius = [0.001, 0.1, 1, 3][Math.floor(random() * 4)]!
  const centre = row(sizes[0]!)
  const domain = box(
    [sizes[0]!],
    centre.map((x) => x - radius),
    centre.map((x) => x + radius),
  )
  const outputs = Array.from({ length: 200 }, (_, k) => {
    const share = (): number => (k % 2 === 0 ? Math.round(random()) : random())
    const x = domain.lo.map((lo, i) => Math.min(domain.hi[i]!, Math.max(lo, lo + share() * (domain.hi[i]! - lo))))
    return runFloat32(network, [x], styles[k % styles.length]!)[0]!
  })
  return { network, domain, outputs }
}

/** Conv1D of one filter over rows of two letters, relu, and a sum of all: what motifs add up to. */
export function motif(rows: number, weights: readonly number[]): Network {
  const width = weights.length / 2
  const positions = rows - width + 1
  const taps = Array.from({ length: positions }, (_, p) => weights.map((_weight, k) => 2 * p + k)).flat()
  const affine = {
    kind: 'affine',
    layer: 'motif',
    faultyOn: [],
    groups: 1,
    filters: 1,
    rounding: { kind: 'sum' },
  } as const
  const convolution: Operation = {
    ...affine,
    size: positions,
    reads: [0],
    taps: tapsOf(Int32Array.from(taps), weights.length),
    kernel: floats(weights),
    bias: floats([-0.5]),
    positions,
    window: weights.length,
  }
  const add: Operation = {
    ...affine,
    size: 1,
    reads: [2],
    taps: inOrder(positions),
    kernel: new Float64Array(positions).fill(1),
    bias: null,
    positions: 1,
    window: positions,
  }
  const input: Operation = { kind: 'input', input: 0, size: 2 * rows, reads: [], layer: 'x', faultyOn: [] }
  const relu: Operation = {
    kind: 'elementwise',
    name: 'relu',
    parameter: new Float64Array(1),
    size: positions,
    reads: [1],
    layer: 'motif',
    faultyOn: [],
  }
  return { inputs: [{ name: 'x', size: 2 * rows }], operations: [input, convolution, relu, add], output: 3, opaque: [] }
}
