import type { BackendName } from '../../backend/name.ts'
import type { Network } from '../../network/network.ts'
import { type Bounds, checkBounds, setBounds } from '../../numeric/bounds.ts'
import { boundOperation, withPhases } from '../intervals/boundOperation.ts'
import type { Region } from '../region.ts'
import { areTame, type Relaxation, type Unit, upperBounds } from './backward.ts'
import { type Lines, makeLines } from '../../operations/elementwise/lines.ts'
import { checkTime } from '../../timeUp.ts'
import { bends, planOf } from './plan.ts'

/**
 * Sound bounds of every operation's float32 results on the region, and the linear relaxation that they rest on:
 * intervals from front to back, and where a nonlinear operation reads a result that intervals have lost something of, a
 * backward pass for each of its two sides (CROWN). The output gets both passes too. Undefined if no input of the region
 * has all its phases.
 * @throws TimeUp when it is past `until`
 */
export function linearBounds(
  network: Network,
  region: Region,
  backend: BackendName,
  until: number = Infinity,
): Relaxation | undefined {
  const { tighten } = planOf(network)
  const relaxation: Relaxation = {
    network,
    region,
    bounds: [],
    tame: [],
    errors: [],
    lines: [],
    used: [],
    coefficients: [],
    multipliers: [],
    until,
  }
  relaxation.coefficients[network.output] = new Float64Array(network.operations[network.output]!.size)
  for (const [index, { kind }] of network.operations.entries()) {
    checkTime(until)
    const before = boundsBefore(relaxation, index)
    const bounds = before ?? boundOperation(network, index, relaxation.bounds, region, backend)
    relaxation.bounds.push(bounds)
    relax(relaxation, index, backend)
    const leavesNothing = before === undefined && tighten[index]! && !tightenAll(relaxation, index)
    const isEmpty = leavesNothing || contradictsPhases(relaxation, index)
    if (isEmpty && region.phases.length > 0) return undefined
    checkBounds(bounds, `operation ${index} (${kind})`)
  }
  return relaxation
}

/**
 * Bounds of a larger region, cut by phases; undefined where there are none, and of what reads numbers whose phases are
 * known.
 */
function boundsBefore({ network, region }: Relaxation, index: number): Bounds | undefined {
  const { boundsBefore: before, phases } = region
  if (before === undefined || phases.some(({ operation }) => operation === index)) return undefined
  const bounds = withPhases(network, index, before[index]!, region)
  // What is found of the output is noted there.
  return index === network.output ? { ...bounds, lo: bounds.lo.slice(), hi: bounds.hi.slice() } : bounds
}

/** Takes note of what backward passes need of an operation that was bounded. */
function relax(relaxation: Relaxation, index: number, backend: BackendName): void {
  const { network, region, bounds: all } = relaxation
  const operation = network.operations[index]!
  const bounds = all[index]!
  relaxation.tame.push(areTame(bounds))
  if (operation.kind === 'affine') {
    // Where there is none, coefficients are cut before.
    relaxation.errors[index] = bounds.errors?.map((error) => (error === Infinity ? 0 : error))
  }
  if (operation.kind === 'elementwise') {
    const [read] = operation.reads as [number]
    const lines = makeLines(operation, all[read]!, bounds, backend)
    relaxation.lines[index] = lines
    if (planOf(network).readers[read]!.length > 1) return
    const used = usedBy(lines)
    // Multipliers are added there.
    for (const phase of region.phases) if (phase.operation === index) used[phase.index] = 1
    relaxation.used[read] = used
  }
}

/** 1 for each number that a line leaves a coefficient. */
function usedBy({ lower, upper }: Lines): Uint8Array {
  const used = new Uint8Array(upper.slope.length)
  for (let i = 0; i < used.length; i++) used[i] = upper.slope[i] === 0 && lower.slope[i] === 0 ? 0 : 1
  return used
}

/** Backward passes for the results of one operation, both sides, where they can help. False if they leave nothing. */
function tightenAll(relaxation: Relaxation, index: number): boolean {
  const { network } = relaxation
  const y = relaxation.bounds[index]!
  const readers = planOf(network).readers[index]!.map((reader) => network.operations[reader]!)
  const units: Unit[] = []
  for (let i = 0; i < network.operations[index]!.size; i++) {
    if (y.nan[i] === 1 || y.lo[i] === y.hi[i]) continue
    if (index !== network.output && !readers.some((reader) => bends(reader, y, i))) continue
    units.push({ index: i, sign: 1 }, { index: i, sign: -1 })
  }
  const bounds = upperBounds(relaxation, index, units)
  for (let u = 0; u < units.length; u += 2) {
    const { index: i } = units[u]!
    const hi = Math.min(y.hi[i]!, bounds[u]!)
    const lo = Math.max(y.lo[i]!, -bounds[u + 1]!)
    setBounds(y, i, lo, hi)
    // Bounds that contradict each other: NaN ones would not.
    if (y.lo[i]! > y.hi[i]!) return false
  }
  return true
}

/** Is there a number whose bounds leave nothing of its phase? */
function contradictsPhases({ region, network, bounds }: Relaxation, index: number): boolean {
  const { lo, hi } = bounds[index]!
  return region.phases.some(
    ({ operation, index: i, sign }) =>
      network.operations[operation]!.reads[0] === index && (sign > 0 ? hi[i]! < 0 : lo[i]! > 0),
  )
}
