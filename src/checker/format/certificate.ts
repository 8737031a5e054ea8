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
  backend: 'native' | 'wasm' | 'cpu' | 'onnxruntime'
  fingerprint: string
  network: Network
  domains: (Box & { endless: { lo: boolean[]; hi: boolean[] } })[]
  figures: { name: string; parameter: number; regions: Figures }[]
  restsOn: string[]
  proof:
    | { kind: 'bounds'; nodes: (Exclude<Node, NumberSplit> | Run)[] }
    | { kind: 'witness'; inputs: Float32Array[] }
    | Growth
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
export type Growth = { kind: 'growth'; inputs: Float32Array[]; input: number; element: number; sign: 1 | -1 }
export type Box = { lo: Float32Array; hi: Float32Array; letters?: number }
/**
 * From one float32 to the next region's: |f - F| <= relative |F| + absolute, and f is within [min, max], or may be NaN.
 */
export type Figures = [from: number, relative: number, absolute: number, min: number, max: number, nan: boolean][]

type Windows = { taps: Int32Array; window: number; filters: number; positions: number }
export type Scale = {
  kind: 'scale'
  offset: Float64Array
  limit: Float64Array
  underflow: [Float64Array, Float64Array]
}
/** `omitsZeros`: what computes it multiplies by zeros, too, which windows leave out. */
export type Sum = { kind: 'sum'; omitsZeros?: true }
type Weights = {
  kernel: Float64Array
  bias: Float64Array | null
  groups: number
  /** No file may say `exact`: such are the sums of margins, which count `zeros` where they are 0. */
  rounding: Sum | { kind: 'mean' } | Scale | { kind: 'exact'; zeros: number[] }
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
export type Input = Common & { kind: 'input'; input: number }
export type Gather = Common & { kind: 'gather'; taps: Int32Array }
export type Product = Common & { kind: 'product' }
export type Quotient = Common & { kind: 'quotient' }
export type Compare = Common & { kind: 'compare'; mode: 'less' | 'lessOrEqual' | 'equal' }
export type Select = Common & { kind: 'select' }
export type Round = Common & { kind: 'round'; mode: 'floor' | 'ceil' | 'nearest' | 'truncate' }
export type Softmax = Common & { kind: 'softmax'; group: number }
export type Bilinear = Common & Windows & { kind: 'bilinear'; bias: boolean }
export type Opaque = Common & { kind: 'opaque' }
type Common = { size: number; reads: number[]; faultyOn: string[]; layer: string }
export type Operation =
  | Input
  | Affine
  | Elementwise
  | Extremum
  | Gather
  | Product
  | Quotient
  | Compare
  | Select
  | Round
  | Softmax
  | Bilinear
  | Opaque

/**
 * How to bound one output number from one side: slopes of lower lines, a multiplier for each phase that is known, and
 * how much each number counts that the output is the largest of.
 */
export type Choice = {
  output: number
  side: 1 | -1
  lower: { operation: number; slopes: Float64Array }[]
  multipliers: number[]
  weights?: Float64Array
}
export type Sequence = { target: number; hidden: number; input: number }
export type Lines = { operation: number; lower: Float64Array; upper: Float64Array }
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
