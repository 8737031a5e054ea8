import { decode } from '../../../src/checker/format/decode.ts'
import { evaluate } from '../../../src/network/evaluate.ts'
import type { Network } from '../../../src/network/network.ts'
import type { Operation } from '../../../src/operations/index.ts'
import { integer, pick } from '../../network/random.ts'
import { unpackNetwork } from '../../../src/network/unpackNetwork.ts'
import { figureOn } from '../../../src/proof/certificate/figures.ts'
import { runFloat32, type Style, styles } from '../../proof/float32.ts'

type Random = () => number
type Decoded = ReturnType<typeof decode>

/** What an operation that is opaque, or faulty on the backend, may come to. */
const anything = [0, 1e30, -1e30, NaN]
/** Inputs that are tried. */
const POINTS = 60

/**
 * The network that a certificate speaks of, read by code that the checker does not share. @throws for one that is none
 */
export function networkOf(data: { readonly network?: unknown }): Network {
  return unpackNetwork(data.network)
}

/**
 * Is what an accepted certificate claims false, or worse than what was measured? In words, by inputs that are tried;
 * undefined for all that is known.
 */
export function falsehoodIn(data: object, random: Random): string | undefined {
  const certificate = decode(data)
  const figures = betterThanMeasured(certificate, random)
  if (figures !== undefined) return figures
  let network: Network
  try {
    network = networkOf(data)
  } catch (error) {
    return `its network is none: ${String(error)}`
  }
  const { holds, proof, status } = certificate
  if (proof.kind === 'growth') return growsNot(network, certificate)
  const point = proof.kind === 'witness' ? proof.inputs : undefined
  if (point && !isMember(certificate, point)) return 'its example is not in the domain'
  // An example proves `sometimes` and refutes `always`; bounds do so of all inputs.
  const wantsInside = (holds.kind === 'sometimes') === (point !== undefined)
  if ((status === 'proved') === (point !== undefined ? holds.kind === 'always' : holds.kind !== 'always'))
    return 'its status is of another kind'
  for (let k = 0; k < (point ? 12 : POINTS); k++) {
    const inputs = point ?? inputsIn(certificate, random, k)
    const style = pick(random, stylesOf(certificate))
    const found = judged(certificate, run(network, certificate.backend, inputs, style, pick(random, anything)))
    const isSo = (one: number): boolean => inSet(certificate, one) === wantsInside
    // Of an example one output is enough.
    if (point ? found.some(isSo) : found.every(isSo)) continue
    return `inputs ${inputs.map((row) => [...row].join()).join('; ')} give ${found.join()} (${JSON.stringify(style)})`
  }
  return undefined
}

/** What computes the outputs of a computed leaf: each batch in a way of its own where that differs. */
export function computeFor(
  data: { readonly network?: unknown },
  random: Random,
): (values: Float32Array) => Float32Array {
  const certificate = decode(data)
  const network = networkOf(data)
  const style = pick(random, stylesOf(certificate))
  const free = certificate.domains.findIndex(({ lo, hi }) => lo.some((one, i) => one < hi[i]!))
  return (values) => {
    const rows = Array.from(values, (value) => {
      const inputs = certificate.domains.map(({ lo, hi }, i) =>
        i === Math.max(0, free) ? lo.map((one, k) => (one < hi[k]! || free < 0 ? value : one)) : lo,
      )
      return [...run(network, certificate.backend, inputs, style, NaN)]
    })
    return Float32Array.from(rows.flat())
  }
}

/** On wasm and cpu every batch is computed in one way. */
function stylesOf({ proof, backend }: Decoded): readonly Style[] {
  const isComputed = proof.kind === 'bounds' && proof.nodes.some(({ kind }) => kind === 'computed')
  return isComputed && backend !== 'native' ? styles.slice(0, 1) : styles
}

function run(
  network: Network,
  backend: Decoded['backend'],
  inputs: readonly Float32Array[],
  style: Style,
  unknown: number,
): Float32Array {
  const garbage = network.operations.map(({ size }) => new Float32Array(size).fill(unknown))
  const operations = network.operations.map((one, t): Operation => {
    const isUnknown = one.kind === 'opaque' || (one.kind !== 'input' && one.faultyOn.includes(backend))
    return isUnknown ? { ...one, kind: 'input', input: inputs.length + t } : one
  })
  return runFloat32({ ...network, operations }, [...inputs, ...garbage], style)
}

function isMember({ domains }: Decoded, point: readonly Float32Array[]): boolean {
  return domains.every(({ lo, hi, letters }, i) => {
    const x = point[i]!
    const isRow = (row: number): boolean =>
      [...x.subarray(row, row + letters!)].every((one) => one === 0 || one === 1) &&
      x.subarray(row, row + letters!).reduce((a, b) => a + b, 0) === 1
    const rows = letters === undefined ? [] : Array.from({ length: x.length / letters }, (_, row) => row * letters)
    return x.length === lo.length && x.every((one, k) => one >= lo[k]! && one <= hi[k]!) && rows.every(isRow)
  })
}

/** Corners first, then numbers between, both zeros, and numbers next to the ends. */
function inputsIn({ domains }: Decoded, random: Random, k: number): Float32Array[] {
  return domains.map(({ lo, hi, letters }) => {
    if (letters !== undefined) return lettersIn(lo, hi, letters, random)
    const x = lo.map((low, i) => {
      const high = hi[i]!
      const share = k % 3 === 0 ? Math.round(random()) : random()
      const value = k % 7 === 5 && low <= 0 && high >= 0 ? pick(random, [0, -0]) : low * (1 - share) + high * share
      return Math.min(high, Math.max(low, value))
    })
    return x
  })
}

function lettersIn(lo: Float32Array, hi: Float32Array, letters: number, random: Random): Float32Array {
  const x = new Float32Array(hi.length)
  for (let row = 0; row < hi.length; row += letters) {
    const fixed = lo.subarray(row, row + letters).indexOf(1)
    const allowed = [...hi.subarray(row, row + letters).entries()].filter(([, one]) => one === 1).map(([i]) => i)
    x[row + (fixed >= 0 ? fixed : pick(random, allowed))] = 1
  }
  return x
}

/** The numbers that a claim speaks of. */
function judged({ holds }: Decoded, outputs: Float32Array): number[] {
  if (!('margins' in holds)) return [...outputs]
  const { clauses } = holds.margins
  const own = clauses.map((clause) =>
    Math.max(
      ...clause.map(({ outputs: places, coefficients, bound, lifted }) => {
        const sum = places.reduce((total, place, k) => total + coefficients[k]! * outputs[place]!, -bound)
        return lifted && sum === 0 ? Number.MIN_VALUE : sum
      }),
    ),
  )
  return holds.kind === 'always' ? own : [Math.min(...own)]
}

function inSet({ holds }: Decoded, output: number): boolean {
  if (holds.kind === 'unbounded') return Number.isFinite(output)
  if ('margins' in holds) return holds.open ? output > 0 : output >= 0
  const { lo, hi, open } = holds.set
  return (open.lo ? output > lo : output >= lo) && (open.hi ? output < hi : output <= hi)
}

/** In real arithmetic, far out. */
function growsNot(network: Network, { proof, domains, holds, status, backend }: Decoded): string | undefined {
  if (proof.kind !== 'growth') return undefined
  if (holds.kind !== 'unbounded' || status !== 'proved') return 'growth of what has bounds'
  const { input, element, sign, inputs } = proof
  if (domains[input]?.endless[sign > 0 ? 'hi' : 'lo'][element] !== true) return 'the domain ends there'
  if (network.operations.some((one) => one.kind === 'opaque' || one.faultyOn.includes(backend))) return undefined
  const at = (t: number): number => {
    const rows = inputs.map((row) => Float64Array.from(row))
    rows[input]![element] = sign * t
    return Math.max(...evaluate(network, rows).map(Math.abs))
  }
  return at(1e90) > 1e6 * at(1e80) ? undefined : `outputs ${at(1e80)} and ${at(1e90)} far out`
}

/** Float by float, near where regions begin and anywhere. */
function betterThanMeasured({ figures, backend }: Decoded, random: Random): string | undefined {
  for (const { name, parameter, regions } of figures) {
    const places = regions.flatMap(([from]) => [from, from * (1 + 2 ** -24), from * (1 - 2 ** -24)])
    const any = Array.from({ length: 8 }, () => (random() - 0.5) * 2 ** integer(random, -20, 127))
    for (const place of [...places, ...any]) {
      const x = Math.fround(place)
      const [, relative, absolute, min, max, nan] = regions.findLast(([from]) => from <= x) ?? regions[0]!
      const least = figureOn(name, parameter, backend, x, x)
      // Of an error without end the other says nothing.
      const isAsFar = absolute === Infinity || (relative >= least.relative && absolute >= least.absolute)
      const isEnough = isAsFar && (nan || !least.nan)
      if (!isEnough || min > least.min || max < least.max) return `${name} is further off at ${x}`
    }
  }
  return undefined
}
