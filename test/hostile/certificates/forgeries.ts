import {
  above,
  always,
  anyOf,
  argmaxIs,
  atLeast,
  box,
  finite,
  interval,
  linear as comparison,
  oneHot,
  sometimes,
  unbounded,
  within,
} from '../../../src/claim/index.ts'
import type { LinearSet } from '../../../src/claim/linear/linearSet.ts'
import { resolveMargins } from '../../../src/claim/linear/resolveMargins.ts'
import type { Quantifier } from '../../../src/claim/quantifier.ts'
import type { ElementwiseName } from '../../../src/functions/index.ts'
import type { Network } from '../../../src/network/network.ts'
import { pack } from '../../../src/files/pack.ts'
import { bySign, certificateOf, dense, floats, halves, linear, motif } from '../../proof/certificate/certificates.ts'
import { affine, curve, input, network, taps } from './networks.ts'

/** Certificates are plain JSON, and forgers write what they like. */
// oxlint-disable-next-line typescript/no-explicit-any
type Json = any

/** A certificate of something that is not so, or means nothing, and why it is rejected. */
export interface Forgery {
  readonly data: Json
  readonly reason: RegExp
}

const f64 = (...values: number[]): string => pack(Float64Array.from(values))
const f32 = (...values: number[]): string => pack(Float32Array.from(values))
const i32 = (...values: number[]): string => pack(Int32Array.from(values))

/** A certificate, and what is done to it. */
const changed = (parts: Parameters<typeof certificateOf>[0], change: (data: Json) => void): Json => {
  const data = certificateOf(parts)
  change(data)
  return data
}
const leaf = (more: object = {}): Json => ({ kind: 'linear', slopes: [], sequences: [], lines: [], ...more })
const nodes =
  (...all: Json[]) =>
  (data: Json): void =>
    void (data.proof.nodes = all)
const ofAll = (kind: 'always' | 'sometimes', set: LinearSet, width: number): Quantifier =>
  ({ kind, set: { ...set, margins: resolveMargins('test', set, width) } }) as Quantifier
const witness = (...x: number[]) => ({ kind: 'witness', inputs: [Float32Array.from(x)] }) as const
const grows = (x: number, sign: 1 | -1 = 1) =>
  ({ kind: 'growth', inputs: [Float32Array.of(x)], input: 0, element: 0, sign }) as const

const notShown = /do not show it|does not show it/
const misfit = /does not fit together/
const lessOff = /may be further off than it says/

/** Of what sigmoid is. */
const sigmoid = { network: curve('sigmoid'), domains: [interval(-2, 2)], holds: always(within(0.1, 0.9)) }
/** On the float32 from which on it is 1. */
const atOne = {
  network: curve('sigmoid'),
  domains: [interval(17.32868003845215, 17.32868003845215)],
  holds: always(within(0, 1, { open: true })),
}
/** Twice the same number, less what a layer that reads all three of them would take away again. */
const twice = dense(2, [
  { weights: [[1, 0], [1, 0], [1, 0]], bias: [0, 0, 0], name: 'relu' },
  { weights: [[1, 1, 0], [-1, 0, 0]], bias: [0, 0] },
]) // prettier-ignore
/** As many figures as there are for a function, and more for a parameter. */
const pair = (first: ElementwiseName, second: ElementwiseName): Network =>
  network(
    input(3),
    affine([0], 2, 3, {
      positions: 1,
      filters: 2,
      taps: taps(0, 1, 2),
      kernel: floats([-200, 200, 2, -200, 200, 200]),
    }),
    { kind: 'elementwise', name: first, parameter: new Float64Array(1), size: 2, reads: [1] },
    { kind: 'elementwise', name: second, parameter: new Float64Array(1), size: 2, reads: [1] },
    affine([2], 1, 2, { positions: 1, taps: taps(0, 1), kernel: floats([1, -1]) }),
    affine([3], 1, 2, { positions: 1, taps: taps(0, 1), kernel: floats([1, -1]) }),
  )
const mean = network(
  input(3),
  affine([0], 1, 3, { taps: taps(0, 1, 2), kernel: new Float64Array(3).fill(1 / 3), rounding: { kind: 'mean' } }),
)
const one = Float64Array.of(1)
const scaled = network(
  input(1),
  affine([0], 1, 1, { taps: taps(0), kernel: one, bias: one, rounding: { kind: 'scale', offset: one, limit: Float64Array.of(1e30), underflow: [Float64Array.of(1e-30), Float64Array.of(0)] } }),
) // prettier-ignore
const two = dense(2, [{ weights: [[1, -1], [-1, 1]], name: 'relu' }, { weights: [[1, 0], [0, 1]] }]) // prettier-ignore
const string = motif(5, [1, -1, -0.5, 1, 0.25, 0.5])
const strings = { network: string, domains: [oneHot(5, 2)], holds: always(within(-99, 99)) }
const either = {
  network: two,
  holds: ofAll('always', anyOf(comparison([1, 0], '>=', -1), comparison([0, 1], '>=', -1)) as LinearSet, 2),
}
const computed = {
  network: curve('sigmoid'),
  domains: [interval(-1e-43, 1e-43)],
  holds: always(within(0.4, 0.6)),
  proof: { kind: 'bounds', tree: { kind: 'computed', cases: 144 } },
} as const
const first = (data: Json): Json => data.network.operations[1]

/** What forgeries are made of: nothing is wrong with these. */
export const honest: readonly Parameters<typeof certificateOf>[0][] = [
  {},
  sigmoid,
  { ...atOne, holds: always(within(0, 1)) },
  { network: twice, domains: [box([2], 0, 1)], holds: always(within(-1.1, 2.1)) },
  { network: pair('sigmoid', 'hardSigmoid'), domains: [oneHot(1, 3)], holds: always(within(-2, 2)) },
  { network: mean, domains: [box([3], 0, 1)], holds: always(within(-0.1, 1.1)) },
  { network: scaled, domains: [interval(0, 1)], holds: always(within(0.9, 2.1)) },
  strings,
  either,
  { proof: { kind: 'bounds', tree: halves(0.5, linear) } },
  { proof: { kind: 'bounds', tree: bySign(linear) } },
  { network: curve('relu'), domains: [finite()], holds: unbounded(), proof: grows(1e38) },
  { holds: sometimes(atLeast(1.4)), proof: witness(1, 0) },
]

/** Made by hand, with the checker's source open: each tries another rule. */
export const forgeries: Readonly<Record<string, () => Forgery>> = {
  'figures begin between two floats': () => ({
    data: changed(atOne, ({ figures }) => {
      for (const region of figures[0].regions) if (region[0] === 17.32868003845215) region[0] += 1e-10
    }),
    reason: /no float32/,
  }),
  'a region at infinity hides all floats before it': () => ({
    // Rounded to float32 it is 0.88079709.
    data: changed({ ...sigmoid, holds: always(within(0.1, 0.8807970779779)) }, ({ figures }) => {
      const [from, relative, absolute] = figures[0].regions[0]
      figures[0].regions = [[from, relative, absolute, 0, 1, false], ['Infinity', 0, 0, 1, 1, false]]
    }),
    reason: lessOff,
  }),
  'errors are smaller than measured': () => ({
    data: changed(sigmoid, ({ figures }) => figures[0].regions.forEach((region: Json) => (region[1] *= 0.999))),
    reason: lessOff,
  }),
  'errors are below 0': () => ({
    data: changed(sigmoid, ({ figures }) => figures[0].regions.forEach((region: Json) => (region[2] = -1))),
    reason: /below 0/,
  }),
  'a function is said to end sooner': () => ({
    data: changed({ ...sigmoid, holds: always(within(0, 0.5)) }, ({ figures }) => figures[0].regions.forEach((region: Json) => (region[4] = 0.5))),
    reason: lessOff,
  }),
  'no NaN comes of infinity': () => ({
    data: changed({ network: curve('swish'), domains: [interval(-1, 1)], holds: always(within(-9, 9)) }, ({ figures }) =>
      figures[0].regions.forEach((region: Json) => (region[5] = false))),
    reason: lessOff,
  }),
  'figures from zero on only': () => ({
    data: changed(sigmoid, ({ figures }) => (figures[0].regions = figures[0].regions.filter(([from]: Json) => from >= 0))),
    reason: /out of order/,
  }),
  'regions in another order': () => ({ data: changed(sigmoid, ({ figures }) => (figures[0].regions = figures[0].regions.toReversed())), reason: /out of order/ }),
  'a region twice': () => ({ data: changed(sigmoid, ({ figures }) => figures[0].regions.push(figures[0].regions.at(-1))), reason: /out of order/ }),
  'no figures': () => ({ data: changed(sigmoid, (data) => (data.figures = [])), reason: /does not say how far sigmoid/ }),
  'figures without regions': () => ({ data: changed(sigmoid, ({ figures }) => (figures[0].regions = [])), reason: /Too small/ }),
  'figures of another parameter': () => ({ data: changed(sigmoid, ({ figures }) => (figures[0].parameter = 1)), reason: /does not say how far sigmoid/ }),
  'better figures before those that are true': () => ({
    data: changed(sigmoid, ({ figures }) => figures.unshift({ ...figures[0], regions: [['-Infinity', 0, 0, 0, 1, false]] })),
    reason: lessOff,
  }),
  'a function named __proto__': () => ({ data: changed(sigmoid, (data) => ((first(data).name = '__proto__'), (data.figures[0].name = '__proto__'))), reason: /not known/ }),
  'a function named constructor': () => ({ data: changed(sigmoid, (data) => ((first(data).name = 'constructor'), (data.figures[0].name = 'constructor'))), reason: /not known/ }),
  'a parameter for a function that has none': () => ({
    data: certificateOf({ network: network(input(1), { kind: 'elementwise', name: 'swish', parameter: Float64Array.of(-1), size: 1, reads: [0] }), domains: [interval(-3, 2)], holds: always(within(-0.2, 3)) }),
    reason: notShown,
  }),
  'two functions of the same sums': () => ({
    data: certificateOf({ network: pair('sigmoid', 'hardSigmoid'), domains: [oneHot(1, 3)], holds: always(within(-2, 0.885)),
      proof: { kind: 'bounds', tree: { kind: 'leaf', sequences: [{ target: 4, hidden: 2, input: 0 }, { target: 5, hidden: 3, input: 0 }] } } }),
    reason: notShown,
  }),
  'a window leaves out the last number': () => ({
    data: changed({ network: twice, domains: [box([2], 0, 1)], holds: always(within(-1.1, 1.1)) }, ({ network: { operations } }) => {
      Object.assign(operations[3], { window: 2, taps: i32(0, 1), kernel: f64(1, -1, 1, 0) })
    }),
    reason: notShown,
  }),
  'a window sees numbers that there are not': () => ({
    data: changed({ network: twice, domains: [box([2], 0, 1)], holds: always(within(-9, 9)) }, ({ network: { operations } }) => {
      Object.assign(operations[3], { window: 4, taps: i32(0, 1, 2, 3), kernel: f64(1, -1, 1, 0, 0, 0, 0, 0) })
    }),
    reason: misfit,
  }),
  'a window before the first number': () => ({ data: changed({}, (data) => (first(data).taps = i32(-2, 1))), reason: misfit }),
  'a mean with a bias': () => ({
    data: changed({ network: mean, domains: [box([3], 0, 1)], holds: always(within(-0.1, 1.1)) }, (data) => (first(data).bias = f64(5))),
    reason: misfit,
  }),
  'a mean of shares that are none': () => ({
    data: changed({ network: mean, domains: [box([3], 0, 1)], holds: always(within(-0.1, 1.1)) }, (data) => (first(data).kernel = f64(1, 1, 1))),
    reason: notShown,
  }),
  'a layer without rounding': () => ({ data: changed({}, (data) => (first(data).rounding = { kind: 'exact', zeros: f64(0, 0) })), reason: /makes no sense/ }),
  'a maximum without rounding': () => ({ data: changed({}, (data) => (first(data).exact = true)), reason: /Unrecognized key/ }),
  'roundings below 0': () => ({
    data: changed({ network: scaled, domains: [interval(0, 1)], holds: always(within(1.2, 1.8)) }, (data) => (first(data).rounding.underflow = [f64(-5), f64(0)])),
    reason: misfit,
  }),
  'roundings of less than what is added': () => ({
    data: changed({ network: scaled, domains: [interval(0, 1)], holds: always(within(0.9, 2.1)) }, (data) => (first(data).rounding.offset = f64(0))),
    reason: misfit,
  }),
  'roundings of nothing that is flushed': () => ({
    data: changed({ network: scaled, domains: [interval(0, 1)], holds: always(within(0.9, 2.1)) }, (data) => (first(data).rounding.underflow = [f64(0), f64(0)])),
    reason: misfit,
  }),
  'roundings without a limit': () => ({
    data: changed({ network: scaled, domains: [interval(2e38, 3e38)], holds: always(within(0, 1e39)) }, (data) => {
      Object.assign(first(data), { kernel: f64(8), rounding: { ...first(data).rounding, limit: f64(1e300), underflow: [f64(1e-30), f64(0)] } })
    }),
    reason: notShown,
  }),
  'a weight that is no float32': () => ({ data: changed({}, (data) => (first(data).kernel = f64(1, -1, -1, 0.1))), reason: misfit }),
  'too few weights': () => ({ data: changed({}, (data) => (first(data).kernel = f64(1, -1))), reason: misfit }),
  'a parameter for some numbers only': () => ({ data: changed({}, ({ network: { operations } }) => (operations[2].parameter = f64(0, 0, 0))), reason: misfit }),
  'filters that do not divide the results': () => ({ data: changed({}, (data) => Object.assign(first(data), { size: 3, taps: i32(0, 1, 0) })), reason: misfit }),
  'more groups than numbers can count': () => ({ data: changed({}, (data) => (first(data).groups = 2 ** 52)), reason: misfit }),
  'sizes that disagree': () => ({ data: changed({}, ({ network: { operations } }) => (operations[2].size = 1)), reason: misfit }),
  'a product of numbers and fewer numbers': () => ({
    data: changed({}, ({ network: { operations } }) => operations.splice(3, 1, { kind: 'product', size: 2, reads: [2, 3], layer: '', faultyOn: [] })),
    reason: misfit,
  }),
  'a softmax of groups that do not divide': () => ({
    data: changed({}, ({ network: { operations } }) => operations.splice(2, 1, { kind: 'softmax', size: 2, group: 3, reads: [1], layer: '', faultyOn: [] })),
    reason: misfit,
  }),
  'an operation that reads itself': () => ({ data: changed({}, (data) => (first(data).reads = [1])), reason: misfit }),
  'an operation that reads what comes later': () => ({ data: changed({}, (data) => (first(data).reads = [2])), reason: misfit }),
  'the largest of nothing': () => ({
    data: changed({}, ({ network: { operations } }) => operations.splice(3, 1, { kind: 'extremum', mode: 'max', size: 1, window: 1, taps: i32(-1), reads: [2], layer: '', faultyOn: [] })),
    reason: notShown,
  }),
  'an output that is not known': () => ({
    data: changed({}, ({ network: { operations } }) => operations.splice(3, 1, { kind: 'opaque', size: 1, reads: [2], layer: '', faultyOn: [] })),
    reason: notShown,
  }),
  'a layer that the backend computes otherwise': () => ({ data: changed({}, (data) => (first(data).faultyOn = ['cpu'])), reason: notShown }),
  'an input of another size': () => ({ data: changed({}, ({ network: { inputs } }) => (inputs[0].size = 3)), reason: /what its network reads/ }),
  'part of the domain has no leaf': () => ({ data: changed({ proof: { kind: 'bounds', tree: halves(0.5, linear) } }, ({ proof: { nodes: [run] } }) => (run.steps = i32(1, 0))), reason: /has no proof/ }),
  'a leaf more': () => ({ data: changed({}, nodes(leaf(), leaf())), reason: /more parts than the domain/ }),
  'a cut outside of the domain': () => ({ data: certificateOf({ proof: { kind: 'bounds', tree: halves(1.5, linear) } }), reason: /outside its box/ }),
  'a cut at the end': () => ({ data: certificateOf({ proof: { kind: 'bounds', tree: halves(1, linear) } }), reason: /outside its box/ }),
  'a cut in float64': () => ({
    data: changed({ proof: { kind: 'bounds', tree: halves(0.5, linear) } }, ({ proof: { nodes: [run] } }) => (run.at = f64(0.1))),
    reason: /makes no sense/,
  }),
  'a cut by a number that there is not': () => ({ data: changed({ proof: { kind: 'bounds', tree: halves(0.5, linear) } }, ({ proof: { nodes: [run] } }) => (run.steps = i32(3, 0, 0))), reason: /number that there is not/ }),
  'a sign of an input of no function': () => ({ data: changed({ proof: { kind: 'bounds', tree: bySign(linear) } }, ({ proof }) => (proof.nodes[0].operation = 1)), reason: /sign of a number that there is not/ }),
  'a sign of a number that there is not': () => ({ data: changed({ proof: { kind: 'bounds', tree: bySign(linear) } }, ({ proof }) => (proof.nodes[0].index = 2)), reason: /sign of a number that there is not/ }),
  'signs that leave out half': () => ({ data: changed({ proof: { kind: 'bounds', tree: bySign(linear) } }, ({ proof }) => (proof.nodes[1].steps = i32(0))), reason: /has no proof/ }),
  'no letter on one side': () => ({ data: changed(strings, nodes({ kind: 'letters', input: 0, row: 1, letters: [] }, leaf(), leaf())), reason: /no letter/ }),
  'letters of a row that there is not': () => ({ data: changed(strings, nodes({ kind: 'letters', input: 0, row: 5, letters: [0] }, leaf(), leaf())), reason: /row that there is not/ }),
  'letters cut as numbers': () => ({ data: changed(strings, nodes({ kind: 'run', steps: i32(1, 0, 0), at: f32(0.5), weights: f32() })), reason: /outside its box/ }),
  'an example that lower bounds of letters rule out': () => ({
    data: changed({ network: string, domains: [oneHot(5, 2)], holds: sometimes(atLeast(1)), proof: witness(0, 1, 1, 0, 0, 1, 1, 0, 0, 1) }, ({ domains }) => (domains[0].lo = f32(1, 0, 0, 0, 0, 0, 0, 0, 0, 0))),
    reason: /domain of letters is none/,
  }),
  'numbers called letters': () => ({
    data: changed({ ...strings, domains: [box([5, 2], 0, 0.5)] }, ({ domains }) => (domains[0].letters = 2)),
    reason: /domain of letters is none/,
  }),
  'sequences of numbers': () => ({ data: changed({ ...strings, domains: [box([5, 2], 0, 1)] }, nodes(leaf({ sequences: [{ target: 3, hidden: 2, input: 0 }] }))), reason: /has no letters/ }),
  'sequences of an operation that is no function': () => ({ data: changed(strings, nodes(leaf({ sequences: [{ target: 3, hidden: 1, input: 0 }] }))), reason: /no sequence is read/ }),
  'an example outside of the domain': () => ({ data: certificateOf({ holds: sometimes(atLeast(2)), proof: witness(2, 0) }), reason: /not in the domain/ }),
  'an example of half a letter': () => ({ data: certificateOf({ ...strings, holds: sometimes(atLeast(-9)), proof: witness(0.5, 0.5, 1, 0, 1, 0, 1, 0, 1, 0) }), reason: /no letter/ }),
  'an example of fewer inputs': () => ({ data: changed({ holds: sometimes(atLeast(1.4)), proof: witness(1, 0) }, ({ proof }) => (proof.inputs = [])), reason: /not in the domain/ }),
  'an example that is almost one': () => ({ data: certificateOf({ holds: sometimes(atLeast(1.5000001)), proof: witness(1, 0) }), reason: notShown }),
  'a claim that the example holds for': () => ({ data: certificateOf({ status: 'refuted', proof: witness(1, 0) }), reason: notShown }),
  'growth of what levels off': () => ({ data: certificateOf({ network: curve('tanh'), domains: [finite()], holds: unbounded(), proof: grows(1e38) }), reason: /its slopes are/ }),
  'growth the other way': () => ({ data: certificateOf({ network: curve('relu'), domains: [finite()], holds: unbounded(), proof: grows(-1e38, -1) }), reason: /its slopes are/ }),
  'growth in a domain that ends': () => ({ data: certificateOf({ network: curve('relu'), domains: [interval(0, 1e38)], holds: unbounded(), proof: grows(1e38) }), reason: /the domain ends/ }),
  'growth along a number that there is not': () => ({ data: changed({ network: curve('relu'), domains: [finite()], holds: unbounded(), proof: grows(1e38) }, ({ proof }) => (proof.element = 1)), reason: /the domain ends/ }),
  'growth along an input that there is not': () => ({ data: changed({ network: curve('relu'), domains: [finite()], holds: unbounded(), proof: grows(1e38) }, ({ proof }) => (proof.input = 1)), reason: /input that there is not/ }),
  'growth from nowhere': () => ({ data: certificateOf({ network: curve('relu'), domains: [finite()], holds: unbounded(), proof: grows(0) }), reason: /its slopes are/ }),
  'growth of a set': () => ({ data: certificateOf({ network: curve('relu'), domains: [finite()], holds: sometimes(above(1)), proof: grows(1e38) }), reason: /says nothing of a set/ }),
  'an overflow for the lack of bounds': () => ({ data: certificateOf({ network: dense(1, [{ weights: [[3]] }]), domains: [interval(0, 3e38)], holds: unbounded(), proof: witness(2e38) }), reason: /one example does not show/ }),
  'bounds of what grows': () => ({ data: certificateOf({ network: curve('relu'), domains: [finite()], holds: unbounded(), status: 'refuted' }), reason: /may grow without end/ }),
  'a domain that ends and does not': () => ({ data: changed({}, ({ domains }) => (domains[0].endless.hi = [true, true])), reason: /does not fit its input/ }),
  'a domain without numbers': () => ({ data: changed({}, ({ domains }) => (domains[0].hi = f32(-1, 1))), reason: /or is empty/ }),
  'a domain of float64': () => ({ data: changed({}, ({ domains }) => (domains[0].hi = f64(1, 1))), reason: /makes no sense/ }),
  'a domain of infinities': () => ({ data: changed({}, ({ domains }) => (domains[0].hi = 'float32:AACAfwAAgH8=')), reason: /finite numbers/ }),
  'a bound past all numbers': () => ({ data: changed({}, ({ holds }) => (holds.set.hi = JSON.parse('1e400'))), reason: /makes no sense/ }),
  'a bound that is NaN': () => ({ data: changed({}, ({ holds }) => (holds.set.hi = 'NaN')), reason: /makes no sense/ }),
  'subnormals that backends flush': () => ({ data: certificateOf({ network: curve('relu'), domains: [interval(1e-40, 2e-40)], holds: always(above(0)) }), reason: notShown }),
  'sums that overflow both ways': () => ({ data: certificateOf({ network: dense(2, [{ weights: [[2, -2]] }]), domains: [box([2], -3e38, 3e38)], holds: always(within(-Infinity, Infinity)) }), reason: notShown }),
  'fewer inputs than there are': () => ({ data: changed({}, (data) => (data.domains = [])), reason: /domain for each input/ }),
  'fewer cases than there are floats': () => ({ data: changed(computed, ({ proof }) => (proof.nodes[0].cases = 143)), reason: /there are 144/ }),
  'what was computed of two numbers': () => ({ data: certificateOf({ proof: computed.proof }), reason: /more than one number is free/ }),
  'what was computed, without what computes': () => ({ data: certificateOf(computed), reason: /without the model/ }),
  'a set of no clauses': () => ({ data: changed(either, ({ holds }) => (holds.margins.clauses = [])), reason: /makes no sense/ }),
  'a clause of no comparisons': () => ({ data: changed(either, ({ holds }) => holds.margins.clauses.push([])), reason: /makes no sense/ }),
  'a coefficient that is infinite': () => ({ data: changed(either, ({ holds }) => (holds.margins.clauses[0][0].coefficients = ['Infinity'])), reason: /makes no sense/ }),
  'a coefficient of 0': () => ({ data: changed(either, ({ holds }) => (holds.margins.clauses[0][0].coefficients = [0])), reason: /a comparison makes no sense/ }),
  'an output twice': () => ({ data: changed(either, ({ holds }) => Object.assign(holds.margins.clauses[0][0], { outputs: [0, 0], coefficients: [1, 1] })), reason: /a comparison makes no sense/ }),
  'an output that there is not': () => ({ data: changed(either, ({ holds }) => (holds.margins.clauses[0][0].outputs = [2])), reason: /a comparison makes no sense/ }),
  'margins of more outputs': () => ({ data: changed(either, ({ holds }) => (holds.margins.width = 3)), reason: /not of what its network computes/ }),
  'an output that is not the largest': () => ({ data: certificateOf({ network: two, holds: ofAll('always', argmaxIs(0) as LinearSet, 2) }), reason: notShown }),
  'weights below 0': () => ({ data: changed(either, nodes(leaf({ slopes: [{ output: 0, side: -1, lower: [], multipliers: [], weights: f64(2, -1) }] }))), reason: /its weights are not/ }),
  'weights of a layer': () => ({ data: changed({}, nodes(leaf({ slopes: [{ output: 0, side: -1, lower: [], multipliers: [], weights: f64(1) }] }))), reason: /its weights are not/ }),
  'a multiplier below 0': () => ({ data: changed({}, nodes(leaf({ slopes: [{ output: 0, side: 1, lower: [], multipliers: [-1] }] }))), reason: /makes no sense/ }),
  'a multiplier that is NaN': () => ({ data: changed({}, nodes(leaf({ slopes: [{ output: 0, side: 1, lower: [], multipliers: ['NaN'] }] }))), reason: /makes no sense/ }),
  'slopes of an output that there is not': () => ({ data: changed({}, nodes(leaf({ slopes: [{ output: 1, side: 1, lower: [], multipliers: [] }] }))), reason: /number that there is not/ }),
  'a leaf that says more than it has': () => ({ data: changed({}, nodes(leaf({ range: [0.6, 1.4] }))), reason: /a part says/ }),
  'proved by what refutes': () => ({ data: certificateOf({ holds: sometimes(within(3, 4)) }), reason: /this shows no sometimes proved/ }),
  'refuted by what proves': () => ({ data: certificateOf({ status: 'refuted' }), reason: /this shows no always refuted/ }),
  'no bound proved by bounds': () => ({ data: certificateOf({ holds: unbounded() }), reason: /this shows no unbounded proved/ }),
  'a status of its own': () => ({ data: changed({}, (data) => (data.status = 'survived')), reason: /makes no sense/ }),
  'a backend of its own': () => ({ data: changed({}, (data) => (data.backend = 'webgpu')), reason: /makes no sense/ }),
  'no backend': () => ({ data: changed({}, (data) => delete data.backend), reason: /makes no sense/ }),
  'a later version': () => ({ data: changed({}, (data) => (data.version = 2)), reason: /no certificate of version 1/ }),
  'a key of its own': () => ({ data: changed({}, (data) => (data.holds.set.soft = true)), reason: /Unrecognized key/ }),
  'a prototype for a set': () => ({ data: changed({}, (data) => (data.holds = JSON.parse('{"kind":"always","__proto__":{"set":{"lo":-9,"hi":9,"open":{"lo":false,"hi":false}}}}'))), reason: /makes no sense/ }),
} // prettier-ignore
