import { createHash } from 'node:crypto'
import { type Budget, newBudget } from '../budget.ts'
import { demand } from '../demand.ts'
import { withMargins } from './margins.ts'
import { checkNetwork } from './checkNetwork.ts'
import { certificateSchema } from './schema.ts'

/** A certificate as it is checked: `src/proof/certificate/certificate.ts` says what its parts mean. */
export interface Certificate {
  format: 'overshoot certificate'
  version: 1
  claim: string
  holds:
    | { kind: 'always' | 'sometimes'; set: OutputSet }
    | { kind: 'always' | 'sometimes'; margins: Margins; open: boolean }
    | { kind: 'unbounded' }
  status: 'proved' | 'refuted'
  backend: 'native' | 'wasm' | 'cpu'
  fingerprint: string
  network: Network
  domains: (Box & { endless: { lo: boolean[]; hi: boolean[] } })[]
  figures: { name: string; parameter: number; regions: Figures }[]
  restsOn: string[]
  proof:
    | { kind: 'bounds'; nodes: (Exclude<Node, NumberSplit> | Run)[] }
    | { kind: 'witness'; inputs: Float32Array[] }
    | Growth
  /** What it may take to check it, which no file says. */
  budget: Budget
}
export type Network = {
  inputs: { name: string; size: number }[]
  operations: Operation[]
  output: number
  opaque: string[]
}
export type Comparison = { outputs: number[]; coefficients: number[]; bound: number; lifted: boolean }
export type Margins = { width: number; clauses: Comparison[][] }
type OutputSet = { lo: number; hi: number; open: { lo: boolean; hi: boolean } }
type Growth = { kind: 'growth'; inputs: Float32Array[]; input: number; element: number; sign: 1 | -1 }
export type Box = { lo: Float32Array; hi: Float32Array; letters?: number }
/** From one float32 to the next region's: |f - F| <= relative |F| + absolute, and f is within [min, max], or may be NaN. */
export type Figures = [from: number, relative: number, absolute: number, min: number, max: number, nan: boolean][]

type Windows = { taps: Int32Array; window: number; filters: number; positions: number }
export type Scale = {
  kind: 'scale'
  offset: Float64Array
  limit: Float64Array
  underflow: [Float64Array, Float64Array]
}
type Weights = {
  kernel: Float64Array
  bias: Float64Array | null
  groups: number
  /** No file may say `exact`: such are the sums of margins, which count `zeros` where they are 0. */
  rounding: { kind: 'sum' | 'mean' } | Scale | { kind: 'exact'; zeros: number[] }
}
export type Affine = Common & Windows & Weights & { kind: 'affine' }
export type Elementwise = Common & { kind: 'elementwise'; name: string; parameter: Float64Array }
export type Extremum = Common & {
  kind: 'extremum'
  mode: 'max' | 'min'
  taps: Int32Array
  window: number
  /** Of margins, which no file may say. */
  exact?: true
}
type Common = { size: number; reads: number[]; faultyOn: string[]; layer: string }
type Other = { kind: 'input'; input: number } | { kind: 'gather'; taps: Int32Array } | { kind: 'opaque' | 'product' }
type Rest = Other | { kind: 'softmax'; group: number } | (Windows & { kind: 'bilinear'; bias: boolean })
export type Operation = Affine | Elementwise | Extremum | (Common & Rest)

/**
 * How to bound one output number from one side: slopes of lower lines, a multiplier for each sign that is known, and how much each number counts
 * that the output is the largest of.
 */
export type Choice = {
  output: number
  side: 1 | -1
  lower: { operation: number; slopes: Float64Array }[]
  multipliers: number[]
  weights?: Float64Array
}
type Sequence = { target: number; hidden: number; input: number }
type Lines = { operation: number; lower: Float64Array; upper: Float64Array }
export type Leaf = {
  kind: 'intervals' | 'linear'
  slopes: Choice[]
  sequences: Sequence[]
  lines: Lines[]
  range?: number[]
}
export type Computed = { kind: 'computed'; cases: number; slack?: number }
type Letters = { kind: 'letters'; input: number; row: number; letters: number[] }
type NumberSplit = { kind: 'number'; input: number; index: number; at: number }
export type Split = NumberSplit | Letters | Phase
type Phase = { kind: 'phase'; operation: number; index: number }
export type Node = Leaf | Computed | Split
/** Many nodes: see `nodesIn`. */
export type Run = { kind: 'run'; steps: Int32Array; at: Float32Array; weights: Float32Array }

/** Text may stand for a number that JSON lacks, or an array: its type, a colon, and finite little-endian numbers in base64. */
function revive(_key: string, value: unknown): unknown {
  if (typeof value !== 'string') return value
  if (value === 'Infinity' || value === '-Infinity') return Number(value)
  const [, type, text = ''] = /^(float64|float32|int32):(.*)$/s.exec(value) ?? []
  if (type === undefined) return value
  const bytes = Buffer.from(text, 'base64')
  const { buffer } = new Uint8Array(bytes)
  const values =
    type === 'int32' ? new Int32Array(buffer) : new (type === 'float64' ? Float64Array : Float32Array)(buffer)
  demand(bytes.toString('base64') === text && values.every(Number.isFinite), 'an array is not base64 of finite numbers')
  return values
}

/** The certificate that `data` holds, the network and what shows the claim yet unchecked. @throws Error */
export function decode(data: unknown, budget: Budget = newBudget()): Certificate {
  demand(typeof data === 'object' && data !== null, 'it is no certificate')
  const { digest, ...rest } = data as { digest?: unknown; format?: unknown; version?: unknown }
  const text = JSON.stringify(rest)
  demand(rest.format === 'overshoot certificate' && rest.version === 1, 'it is no certificate of version 1')
  demand(createHash('sha256').update(text).digest('hex') === digest, 'it is damaged: its digest does not fit')
  const { data: read, error } = certificateSchema.safeParse(JSON.parse(text, revive))
  demand(!error, `it makes no sense: ${error?.issues[0]?.path.join('.').slice(0, 100)}: ${error?.issues[0]?.message}`)
  const certificate = read!
  checkNetwork(certificate.network)
  const { holds, network } = certificate
  if (!('margins' in holds)) return { ...certificate, budget }
  const judged = withMargins(network, holds.margins, holds.kind)
  checkNetwork(judged)
  return { ...certificate, network: judged, budget }
}
