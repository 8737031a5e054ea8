import { z } from 'zod'
import { backendNames } from '../../backend/name.ts'
import { fromBits32, fromBits64 } from '../../numeric/float32.ts'
import { product } from '../../claim/shape.ts'
import { firstIssue } from '../../files/firstIssue.ts'
import { numberSchema } from '../../files/numberSchema.ts'
import { parseJson } from '../../files/parseJson.ts'
import { exampleId } from '../exampleId.ts'
import { FORMAT } from './encode.ts'
import { fromLetters } from './letters.ts'
import { agrees, fromBitRuns } from './runs.ts'
import type { StoredCounterexample, StoredInput } from './storedCounterexample.ts'

/** More numbers than all inputs of any model have that runs here. */
const MOST = 2 ** 24

const count = z.int().min(0)
/** Written as its shortest decimal. */
const float32 = numberSchema.transform(Math.fround)
const shape = z.array(z.int().min(1))

const inputSchema = z.object({
  name: z.string(),
  shape,
  domain: z.string(),
  letters: z.string().exactOptional(),
  values: z.array(z.union([numberSchema, z.tuple([count, numberSchema])])).exactOptional(),
  bits: z.string().exactOptional(),
})

const schema = z.object({
  format: z.literal(FORMAT),
  id: z.string().regex(/^[0-9a-f]{12}$/),
  claim: z.string(),
  holds: z.string(),
  source: z.string().exactOptional(),
  model: z.string(),
  inputs: z
    .array(inputSchema)
    .refine((inputs) => new Set(inputs.map(({ name }) => name)).size === inputs.length, 'two inputs of one name')
    .refine(
      (inputs) => inputs.reduce((sum, { shape: sides }) => sum + product(sides), 0) <= MOST,
      'more numbers than any input has',
    ),
  output: z.object({ value: numberSchema, bits: z.string().regex(/^([0-9a-f]{8}){1,2}$/) }),
  outputs: z.array(float32).exactOptional(),
  parts: z.record(z.string(), float32).exactOptional(),
  minimal: z.boolean(),
  distance: count,
  path: z.array(z.object({ distance: count, output: numberSchema })),
  matters: z.array(
    z.object({ input: z.string(), index: count, value: float32, simplest: float32, without: numberSchema }),
  ),
  backend: z.enum(backendNames),
  versions: z.object({ backend: z.string(), tfjs: z.string(), node: z.string() }),
  found: z.object({
    by: z.enum(['replay', 'search', 'gradient', 'bounds', 'exhaustion', 'sequences', 'witness']),
    seed: z.number(),
    cases: count,
    flaky: count,
  }),
})

/**
 * Reads what `encode` wrote. The bits are what counts: readable numbers that say anything else, or an id that is not
 * the hash of claim, model and bits, mean that the file was changed. @throws Error that says what is wrong
 */
export function decode(text: string): StoredCounterexample {
  const result = schema.safeParse(parseJson(text))
  if (!result.success) throw new Error(`not a counterexample: ${firstIssue(result.error)}`)
  const { format: _, inputs: written, output: decides, path, matters, ...rest } = result.data
  const inputs = written.map(decodeInput)
  const isMargin = rest.outputs !== undefined
  if (isMargin !== (decides.bits.length === 16)) throw new Error('output: a margin has outputs beside it, and 64 bits')
  const [fromBits, read] = isMargin ? [fromBits64, (value: number) => value] : [fromBits32, Math.fround]
  const output = fromBits(decides.bits)
  if (!Object.is(read(decides.value), output)) throw new Error('output: value and bits disagree')
  const point = inputs.map(({ values }) => values)
  const id = exampleId(rest.claim, rest.model, point)
  if (id !== rest.id) throw new Error(`claim, model and values have the id ${id}, not ${rest.id}: one was changed`)
  return {
    ...rest,
    inputs,
    output,
    path: path.map((step) => ({ ...step, output: read(step.output) })),
    matters: matters.map((matter) => ({ ...matter, without: read(matter.without) })),
  }
}

function decodeInput({ name, shape: sides, domain, letters, values, bits }: z.infer<typeof inputSchema>): StoredInput {
  const input = { name, shape: sides, domain }
  if (letters !== undefined) {
    const exact = fromLetters(letters, sides)
    if (exact === undefined) throw new Error(`input ${name}: letters do not fit the shape`)
    return { ...input, values: exact }
  }
  const exact = bits === undefined ? undefined : fromBitRuns(bits, product(sides))
  if (exact === undefined) throw new Error(`input ${name}: neither letters nor bits that fit the shape`)
  if (values === undefined || !agrees(values, exact)) throw new Error(`input ${name}: values and bits disagree`)
  return { ...input, values: exact }
}
