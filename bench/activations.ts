/**
 * Measures the float32 error of an activation on a backend by trying every one of the 2^32 float32 inputs, and writes it to
 * `fixtures/activations/<activation>-<backend>.json`, from which `bench/activationsTable.ts` makes the prover's table.
 *
 *   npx jiti bench/activations.ts sigmoid native
 *
 * Native computes most of a tensor in packets and the rest, up to 7 numbers, one by one with other code. That second path is
 * reached through tensors of 7 and 3 numbers only, too slow for all inputs: it is sampled, evenly over the bit patterns of each binade.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { backendDescription, useBackend } from '../src/backend/useBackend.ts'
import { type BackendName, backendNames } from '../src/backend/name.ts'
import { tf } from '../src/backend/tf.ts'
import { curvedFunctions, type CurvedName } from '../src/network/activationFunctions.ts'

/** What is known of one binade: all floats of one sign and exponent, 2^23 of them. */
interface Binade {
  /** Sign and exponent bits of the inputs: bits 31 to 23. */
  bits: number
  /** Most of |computed - exact| / |exact| where |exact| >= `tiny`, of |computed - exact| elsewhere. */
  relative: number
  absolute: number
  /** Most extreme outputs that are numbers. */
  min: number
  max: number
  /** How many outputs were NaN for inputs that are not. */
  nan: number
}

/** Twice the smallest normal float32: below it a relative error says nothing, since results may be flushed to zero. */
const tiny = 2 ** -125

/** How tf.js layers compute each activation. */
const computed: Record<CurvedName, (x: tf.Tensor) => tf.Tensor> = {
  sigmoid: (x) => tf.sigmoid(x),
  tanh: (x) => tf.tanh(x),
  softplus: (x) => tf.softplus(x),
}

const [name, backendName] = process.argv.slice(2) as [CurvedName, BackendName]
if (!(name in curvedFunctions) || !backendNames.includes(backendName))
  throw new Error(`usage: activations ${Object.keys(curvedFunctions).join('|')} ${backendNames.join('|')}`)

await useBackend(backendName)
const exact: (x: number) => number = curvedFunctions[name]
const started = Date.now()
const chunk = 2 ** 21
const patterns = new Uint32Array(chunk)
const inputs = new Float32Array(patterns.buffer)
const all = new Map<number, Binade>()
const nanInputs = { outputs: new Set<string>() }

for (let first = 0; first < 2 ** 32; first += chunk) {
  for (let i = 0; i < chunk; i++) patterns[i] = first + i
  measure(first >>> 23, inputs, run(inputs), all)
}

let tail: { samples: number; binades: Map<number, Binade> } | undefined
if (backendName === 'native') {
  const sampled = new Map<number, Binade>()
  const each = 14_000
  for (let binade = 0; binade < 512; binade++) {
    const step = 2 ** 23 / each
    for (let i = 0; i < each; i += 7) {
      const sample = new Uint32Array(i % 2 === 0 ? 7 : 3)
      for (let j = 0; j < sample.length; j++) sample[j] = binade * 2 ** 23 + Math.floor((i + j + Math.random()) * step)
      const x = new Float32Array(sample.buffer)
      measure(binade, x, run(x), sampled)
    }
  }
  tail = { samples: 512 * each, binades: sampled }
}

mkdirSync('fixtures/activations', { recursive: true })
writeFileSync(
  `fixtures/activations/${name}-${backendName}.json`,
  text({
    activation: name,
    backend: backendDescription(),
    cpu: cpus()[0]?.model,
    cpuFeatures: cpuFeatures().join(' '),
    node: process.version,
    date: new Date().toISOString().slice(0, 10),
    seconds: Math.round((Date.now() - started) / 1000),
    outputsForNaN: [...nanInputs.outputs].join(' '),
    columns: 'sign and exponent bits, relative error, absolute error, least output, greatest output, NaN outputs',
    enumerated: rows(all),
    ...(tail === undefined ? {} : { samples: tail.samples, sampled: rows(tail.binades) }),
  }),
)

/** One line a binade; numbers that JSON lacks become strings. */
function rows(binades: Map<number, Binade>): (number | string)[][] {
  const plain = (value: number): number | string => (Number.isFinite(value) ? value : String(value))
  return [...binades.values()].map(({ relative, absolute, min, max, nan, ...binade }) =>
    [binade.bits, Number(relative.toPrecision(9)), Number(absolute.toPrecision(9)), min, max, nan].map(plain),
  )
}

function text(content: object): string {
  return `${JSON.stringify(content, null, 1)
    .replace(/\n {3,}/g, ' ')
    .replace(/\n {2}\]/g, ' ]')}\n`
}

function run(x: Float32Array): Float32Array {
  const input = tf.tensor1d(x)
  const output = computed[name](input)
  const values = output.dataSync() as Float32Array
  input.dispose()
  output.dispose()
  return values
}

function measure(binade: number, x: Float32Array, y: Float32Array, into: Map<number, Binade>): void {
  let relative = 0
  let absolute = 0
  let min = Infinity
  let max = -Infinity
  let nan = 0
  for (let i = 0; i < x.length; i++) {
    const xi = x[i]!
    const yi = y[i]!
    if (xi !== xi) {
      nanInputs.outputs.add(String(yi))
      continue
    }
    if (yi !== yi) {
      nan++
      continue
    }
    if (yi < min) min = yi
    if (yi > max) max = yi
    const truth = exact(xi)
    if (yi === truth) continue
    const error = Math.abs(yi - truth)
    const size = Math.abs(truth)
    if (size < tiny) {
      if (error > absolute) absolute = error
    } else if (error > relative * size) relative = error / size
  }
  const before = into.get(binade)
  if (before === undefined) {
    into.set(binade, { bits: binade, relative, absolute, min, max, nan })
    return
  }
  before.relative = Math.max(before.relative, relative)
  before.absolute = Math.max(before.absolute, absolute)
  before.min = Math.min(before.min, min)
  before.max = Math.max(before.max, max)
  before.nan += nan
}

function cpuFeatures(): string[] {
  try {
    const flags = /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? ''
    return flags.split(' ').filter((flag) => /^(sse|ssse|avx|fma|amx|f16c)/.test(flag))
  } catch {
    return []
  }
}
