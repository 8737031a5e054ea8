import type { BackendName } from '../src/backend/name.ts'
import { measuredKernels } from '../src/functions/errors/measuredKernels.ts'
import type { MeasuredName } from '../src/functions/errors/measured.ts'
import { hire } from './activationsCrew.ts'
import type { Findings, Span } from './activationsFindings.ts'

/** Where results reach the function's limit on one side. Inputs are bit patterns. */
export interface Threshold {
  readonly limit: number
  /** The input nearest to 0 with this very result, and the one from which on, away from 0, there is no other. */
  readonly first: number
  readonly always: number
  /** How many inputs between them have another result. */
  readonly exceptions: number
}

/** What was found on one of a backend's ways to compute, by spans in the order of bit patterns. */
export interface Way {
  readonly findings: readonly Findings[]
  readonly thresholds: readonly Threshold[]
}

export interface Measurement {
  /** Every float32, in large tensors; or every one between 2^-30 and 2^8 in size. */
  readonly enumerated: Way
  /**
   * Where kernels compute packets, in tensors too small for those, with every float around the thresholds; else of what
   * was not enumerated.
   */
  readonly sampled?: Way
  readonly seconds: { readonly enumerated: number; readonly all: number }
}

/**
 * Floats tried in small tensors: in a binade where functions bend, and in another; and in large tensors in such
 * another.
 */
const samples = { bent: 14_000, flat: 1400, large: 2 ** 16 }
/** How far beyond a threshold every float is tried in small tensors. */
const near = 2 ** 16

/**
 * Tries every float32 on as many processes as there are cores. Native and ONNX Runtime compute most of a tensor in
 * packets and the rest, up to 7 numbers, one by one with other code: that second way is reached through tensors of 7
 * and 3 numbers only, too slow for all inputs, and is sampled. With `isPartly` (not for those) what lies outside of
 * 2^-30 to 2^8 is sampled, too.
 */
export async function measureActivation(
  name: MeasuredName,
  backend: BackendName,
  isPartly: boolean = false,
): Promise<Measurement> {
  const started = performance.now()
  const hasPackets = backend === 'native' || backend === 'onnxruntime'
  const crew = hire(name, backend)
  try {
    const all = binades()
    const tried = isPartly ? all.filter(isBent) : all
    const whole = await crew.compute(tried)
    const thresholds = thresholdsOf(name, whole)
    const enumeratedSeconds = (performance.now() - started) / 1000

    const windows = hasPackets ? thresholds.map(windowOf) : []
    const inWindows = await crew.compute(cut(windows, binadeStarts), () => ({ count: 'all', isSmall: true }))
    const smallThresholds = windows.flatMap((window) =>
      thresholdsOf(
        name,
        inWindows.filter((one) => contains(window, one)),
      ),
    )

    // Split where results begin to equal a limit, so that what is said of either side is exact.
    const cuts = [...thresholds, ...smallThresholds].flatMap(({ first, always }) => [first, always])
    const spans = cut(tried, cuts)
    const known = new Map(whole.map((one) => [one.first * 2 ** 32 + one.last, one]))
    const missing = spans.filter(({ first, last }) => !known.has(first * 2 ** 32 + last))
    for (const one of await crew.compute(missing)) known.set(one.first * 2 ** 32 + one.last, one)
    const enumerated = {
      findings: spans.map(({ first, last }) => known.get(first * 2 ** 32 + last)!),
      thresholds,
    }
    const edges = windows.flatMap(({ first, last }) => [first, last + 1])
    const isNear = (span: Span): boolean => windows.some((window) => contains(window, span))
    const sampled: Way = {
      findings: isPartly
        ? await crew.compute(
            all.filter((span) => !isBent(span)),
            () => ({ count: samples.large, isSmall: false }),
          )
        : await crew.compute(hasPackets ? cut(spans, edges) : [], (span) => ({
            count: isNear(span) ? 'all' : isBent(span) ? samples.bent : samples.flat,
            isSmall: true,
          })),
      thresholds: smallThresholds,
    }
    if (hasPackets) checkThresholds(name, sampled)
    const seconds = { enumerated: enumeratedSeconds, all: (performance.now() - started) / 1000 }
    return sampled.findings.length === 0 ? { enumerated, seconds } : { enumerated, sampled, seconds }
  } finally {
    crew.dismiss()
  }
}

const infinity = 0x7f800000
const binadeStarts = Array.from({ length: 512 }, (_, i) => i * 2 ** 23)

/** All floats by sign and exponent; infinities and NaNs are binades of their own. */
function binades(): Span[] {
  return cut([{ first: 0, last: 2 ** 32 - 1 }], [...binadeStarts, infinity + 1, infinity + 2 ** 31 + 1])
}

/** The spans, cut in front of each of the patterns. */
function cut(spans: readonly Span[], before: readonly number[]): Span[] {
  const sorted = [...new Set(before)].sort((a, b) => a - b)
  return spans.flatMap(({ first, last }) => {
    const inside = sorted.filter((pattern) => pattern > first && pattern <= last)
    return [first, ...inside].map((start, i) => ({ first: start, last: (inside[i] ?? last + 1) - 1 }))
  })
}

function contains(outer: Span, inner: Span): boolean {
  return outer.first <= inner.first && inner.last <= outer.last
}

function windowOf({ first, always }: Threshold): Span {
  return { first: first - near, last: Math.min(always + near, (first < 2 ** 31 ? 0 : 2 ** 31) + infinity) }
}

/** Between 2^-30 and 2^8 is where functions bend. */
function isBent({ first }: Span): boolean {
  const exponent = ((first >>> 23) & 255) - 127
  return exponent >= -30 && exponent < 8
}

/** From findings on every float from some pattern on, up to infinity or to the end of a window past the threshold. */
function thresholdsOf(name: MeasuredName, findings: readonly Findings[]): Threshold[] {
  const { low, high } = measuredKernels[name]
  return [high, low].flatMap((limit, side) => {
    if (limit === undefined) return []
    const these = findings.filter((one) => one.tried > 0 && one.first < 2 ** 31 === (side === 0))
    const first = these.find((one) => one.atLimit > 0)?.limitFirst
    if (first === undefined) return []
    const always = (these.findLast((one) => !Number.isNaN(one.otherLast))?.otherLast ?? first - 1) + 1
    const total = these.reduce((sum, one) => sum + one.atLimit, 0)
    const beyond = these.at(-1)!.last - always + 1
    return [{ limit, first, always, exceptions: always - first - (total - beyond) }]
  })
}

/** Were the windows wide enough? @throws where a sample says otherwise */
function checkThresholds(name: MeasuredName, { findings, thresholds }: Way): void {
  for (const { first, always } of thresholds) {
    for (const one of findings.filter((some) => some.first >= 2 ** 31 === first >= 2 ** 31)) {
      if (one.last < first && one.atLimit > 0)
        throw new Error(`${name}: the limit is reached at ${one.limitFirst} already`)
      if (one.first >= always && one.atLimit !== one.tried)
        throw new Error(`${name}: the limit is left at ${one.otherLast}`)
    }
  }
}
