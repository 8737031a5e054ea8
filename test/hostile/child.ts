import { lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { useBackend } from '../../src/backend/useBackend.ts'
import { tf } from '../../src/backend/tf.ts'
import { uniform } from '../network/random.ts'
import { kinds } from './kinds.ts'
import type { Run } from './runHostile.ts'

/**
 * Runs cases of one kind after the other, in a process that `runHostile` starts and watches: `<folder> <seed> <runs>`,
 * runs being kinds with the first case and the one after the last in JSON. Each case is announced before it runs, and
 * its outcome afterwards, in a line of JSON.
 */
const [sandbox, seed, runs] = process.argv.slice(2) as [string, string, string]

/** Peak memory that one case may add, in MB. */
const MOST_MEMORY = 600
const codes = new Set([
  'FILE_UNREADABLE',
  'MODEL_UNREADABLE',
  'MODEL_INVALID',
  'COUNTEREXAMPLE_UNREADABLE',
  'DATA_ROW_INVALID',
  'DOMAIN_MISMATCH',
  'BATCH_MIXED',
  'NUMBER_TYPE_UNSUPPORTED',
  'OPERATOR_UNSUPPORTED',
  'PROPERTY_INVALID',
  'PROPERTY_UNSUPPORTED',
  'SETTING_UNSUPPORTED',
])

const say = (line: object): void => void writeSync(1, `${JSON.stringify(line)}\n`)
let reached = ''
const unreachable = (place: unknown): never => {
  reached = String(place)
  throw new Error('there is no network')
}
globalThis.fetch = unreachable
tf.env().platform.fetch = unreachable

/** Every file, folder and link under a folder, with size and time of change. */
function treeOf(folder: string): string {
  return readdirSync(folder, { recursive: true })
    .map((name) => {
      const stats = lstatSync(join(folder, String(name)))
      return `${String(name)} ${stats.mode} ${stats.size} ${stats.mtimeMs}`
    })
    .sort()
    .join('\n')
}

/** What is wrong with an error that a reader throws; undefined where it is as it should be. */
function faultIn(error: unknown, file: string): string | undefined {
  const { name, code, message, stack } = error as { name: string; code: string; message: string; stack: string }
  if (name !== 'OvershootError' || !codes.has(code))
    return `${String(stack ?? error).slice(0, 600)}, by ${String((error as Error).cause)}`
  if (message.length > 2000) return `a message of ${message.length} characters`
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f-\u009f]/.test(message)) return `control characters in ${JSON.stringify(message)}`
  if (!message.includes(file) && !/^read(Network|Onnx): /.test(message)) return `no file in ${JSON.stringify(message)}`
  return undefined
}

const peak = (): number => process.resourceUsage().maxRSS / 1024

await useBackend('cpu')
const folder = join(sandbox, 'case')
mkdirSync(join(sandbox, 'outside'), { recursive: true })
for (const place of ['weights.bin', 'outside/secret.bin']) writeFileSync(join(sandbox, place), Buffer.alloc(12))

for (const [kindName, first, last] of JSON.parse(runs) as Run[]) {
  const kind = await kinds[kindName]!()
  for (let n = first; n < last; n++) {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder)
    say({ kind: kindName, n })
    const how = await kind.make(folder, n, uniform(Number(seed) * 7919 + n))
    const [tree, memory] = [treeOf(sandbox), peak()]
    const [outcome, fault] = await Promise.resolve()
      .then(() => kind.read(folder))
      .then((word): [string, undefined] => [word, undefined])
      .catch((error: unknown): [string, string | undefined] => [
        String((error as { code?: string }).code ?? 'unnamed'),
        faultIn(error, folder),
      ])
    const faults = [
      fault,
      treeOf(sandbox) === tree ? undefined : 'files have changed',
      reached === '' ? undefined : `reached for ${reached}`,
      'polluted' in {} ? 'every object is polluted' : undefined,
      peak() - memory > MOST_MEMORY ? `took ${Math.round(peak() - memory)} MB` : undefined,
    ].filter((one) => one !== undefined)
    reached = ''
    delete (Object.prototype as { polluted?: unknown }).polluted
    say({ kind: kindName, n, how, outcome, faults })
  }
}
rmSync(folder, { recursive: true, force: true })
