/**
 * Reads ONNX' own tests of its operators, which nodeTests.py writes to a folder, and compares what networks compute
 * with what should come out.
 *
 *   npx jiti test/onnx/nodeTests.ts FOLDER [operator]
 *
 * Prints a line for each operator: how many pass as they are, with whole numbers as constants, or with all but one
 * input as constants; how many are refused and why; how many are wrong. Fails where any is.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runFloat32, styles } from '../proof/float32.ts'
import { OvershootError } from '../../src/errors.ts'
import { evaluate } from '../../src/network/evaluate.ts'
import { readOnnx } from '../../src/network/onnx/readOnnx.ts'

interface Numbers {
  readonly name: string
  readonly data: readonly (number | string)[]
  readonly dims: readonly number[]
}

interface Case {
  readonly operators: readonly string[]
  readonly inputs: readonly (Numbers | null)[]
  readonly outputs: readonly (Numbers | null)[]
  readonly rtol: number
  readonly atol: number
}

const variants = ['model', 'integers', 'first'] as const
type Outcome = { readonly kind: 'passed' | 'refused' | 'wrong'; readonly how: string }

const [folder, only] = process.argv.slice(2)
if (folder === undefined) throw new Error('usage: nodeTests FOLDER [operator]')
const table = new Map<string, Outcome[]>()
for (const name of readdirSync(folder).toSorted()) {
  const about = JSON.parse(readFileSync(join(folder, name, 'case.json'), 'utf8')) as Case
  const operator = about.operators.length === 1 ? about.operators[0]! : 'functions of several'
  if (only !== undefined && !about.operators.includes(only)) continue
  const outcome = outcomeOf(join(folder, name), about)
  if (only !== undefined || outcome.kind === 'wrong') process.stdout.write(`${name}: ${outcome.kind}, ${outcome.how}\n`)
  table.set(operator, [...(table.get(operator) ?? []), outcome])
}

const counts = { passed: 0, refused: 0, wrong: 0 }
for (const [operator, outcomes] of [...table].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
  const tally = new Map<string, number>()
  for (const { kind, how } of outcomes) {
    counts[kind]++
    const key = `${kind} (${how})`
    tally.set(key, (tally.get(key) ?? 0) + 1)
  }
  process.stdout.write(`${operator}: ${[...tally].map(([key, count]) => `${count} ${key}`).join('; ')}\n`)
}
process.stdout.write(`${counts.passed} passed, ${counts.refused} refused, ${counts.wrong} wrong\n`)
process.exitCode = counts.wrong > 0 ? 1 : 0

function outcomeOf(path: string, about: Case): Outcome {
  let reason = 'no model with float inputs'
  for (const variant of variants) {
    const file = join(path, `${variant}.onnx`)
    if (!existsSync(file)) continue
    try {
      return compared(variant, file, about)
    } catch (error) {
      if (!(error instanceof OvershootError)) return { kind: 'wrong', how: String(error) }
      reason = `${error.code}: ${error.message.replace(/^readOnnx: (node \S+ \(\w+\): )?/, '').slice(0, 90)}`
    }
  }
  return { kind: 'refused', how: reason }
}

function compared(variant: string, file: string, { inputs, outputs, rtol, atol }: Case): Outcome {
  const { network, ...read } = readOnnx(readFileSync(file), { round: true })
  const rows = read.inputs.map(({ name }) => Float32Array.from(inputs.find((one) => one?.name === name)!.data, Number))
  // What is a half, to be rounded, float32 decides.
  const isRounded = network.operations.some(({ kind }) => kind === 'round')
  const found = isRounded ? runFloat32(network, rows, styles[0]!) : evaluate(network, rows)
  // What is computed in bfloat16 has fewer digits than any comparison asks for.
  if (read.rounded.some((what) => /^results .*bfloat16$/.test(what) && !what.includes('(Cast)')))
    return { kind: 'refused', how: 'not compared: it computes in bfloat16' }
  // Of other floats what is computed is the float32 version: their digits are fewer.
  const digits = read.rounded.length > 0 ? 2 ** -7 : 1e-4
  let at = 0
  for (const { name, shape } of read.outputs) {
    const expected = outputs.find((one) => one?.name === name)
    if (expected === undefined || expected === null) return { kind: 'refused', how: 'an output that is no numbers' }
    if (String(expected.dims.length === 0 ? [] : expected.dims) !== String(shape))
      return { kind: 'wrong', how: `${name}: shape [${shape.join(', ')}] for [${expected.dims.join(', ')}]` }
    for (const [i, value] of expected.data.entries()) {
      const [y, truth] = [found[at++]!, Number(value)]
      const isNear =
        Object.is(y, truth) || Math.abs(y - truth) <= Math.max(atol, 1e-5) + Math.max(rtol, digits) * Math.abs(truth)
      if (!isNear) return { kind: 'wrong', how: `${variant} ${name}[${i}]: ${y} for ${truth}` }
    }
  }
  return { kind: 'passed', how: variant }
}
