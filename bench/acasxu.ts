import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { checkProof, loadOnnx, loadVnnlib, verify, vnnlibAnswer, vnnlibClaims } from 'overshoot'
import { readCertificate } from '../dist/proof/certificate/index.js'
import type { Row } from './measure.ts'

/**
 * Where the benchmark's files are: `onnx`, `vnnlib` and `expected_verdicts.csv`; they have no licence to be kept here.
 */
const folder = process.env['OVERSHOOT_ACASXU'] ?? '../shared/benchmarks/acasxu'
/** A Python that has maraboupy, onnx and onnxruntime; without one there is no peer. */
const python = process.env['OVERSHOOT_MARABOU'] ?? 'python3'
const SECONDS = 60

interface Instance {
  readonly network: string
  readonly property: string
  readonly expected: string
}

interface Decided {
  readonly instance: Instance
  readonly result: string
  readonly seconds: number
  readonly reasons: string
}

/** One of each property, easy ones and hard ones. */
const compared = ['1_1/1', '2_1/2', '1_1/3', '1_2/4', '1_1/5', '1_1/6', '1_9/7', '2_9/8', '3_3/9', '1_2/3']

/**
 * ACAS Xu, networks 1_1 to 3_9 (vnncomp2021, benchmarks/acasxu): every instance by `verify`, proofs rechecked, expected
 * verdicts beside. `npm run bench -- acasxu 1_1/3 3_3/9` decides some only. Then ten instances by Marabou, each in a
 * process of its own, and the same by ours with start-up; and certificates of some.
 */
export async function acasxu(names: readonly string[]): Promise<Row[]> {
  const all = await instances()
  const chosen = names.length > 0 ? all.filter((one) => names.includes(nameOf(one))) : all
  const decided: Decided[] = []
  for (const instance of chosen) {
    const one = await decide(instance)
    decided.push(one)
    process.stderr.write(
      `${nameOf(instance)} ${one.result} (${instance.expected}) ${one.seconds.toFixed(3)} s  ${one.reasons}\n`,
    )
  }
  return [
    ...decided.map(({ instance, result, seconds }) => ({
      what: `${nameOf(instance)} ${result}`,
      value: seconds,
      unit: 's',
      target: `${result === instance.expected ? '' : 'WRONG or undecided: '}expected ${instance.expected}`,
    })),
    ...summary(decided),
    ...(await certificates(all)),
    ...(names.length > 0 ? [] : await peer(decided)),
  ]
}

const nameOf = ({ network, property }: Instance): string => `${network}/${property}`

async function instances(): Promise<Instance[]> {
  const [, ...lines] = (await readFile(join(folder, 'expected_verdicts.csv'), 'utf8')).trim().split('\n')
  return lines.map((line) => {
    const [network, property, expected] = line.split(',') as [string, string, string]
    return { network, property: property.replace('prop_', ''), expected }
  })
}

const files = ({ network, property }: Instance) => ({
  onnx: join(folder, 'onnx', `ACASXU_run2a_${network}_batch_2000.onnx`),
  vnnlib: join(folder, 'vnnlib', `prop_${property}.vnnlib`),
})

/** Reading both files included. */
async function decide(instance: Instance, kept?: string): Promise<Decided> {
  const started = performance.now()
  const { onnx, vnnlib } = files(instance)
  const model = await loadOnnx(onnx)
  const stated = vnnlibClaims(await loadVnnlib(vnnlib), nameOf(instance), model)
  const verdicts = []
  for (const claim of stated.claims) {
    const seconds = SECONDS - (performance.now() - started) / 1000
    const options = { seconds, cases: 1_000_000_000, regions: 10_000_000, certificates: kept ?? false } as const
    verdicts.push(await verify(claim, options))
    if (verdicts.at(-1)!.status === 'refuted') break
  }
  const { result } = vnnlibAnswer(stated, verdicts)
  const seconds = (performance.now() - started) / 1000
  model.dispose()
  return {
    instance,
    result,
    seconds,
    reasons: verdicts.map(({ by, reason }) => `${by}: ${reason.slice(0, 100)}`).join('; '),
  }
}

function summary(decided: readonly Decided[]): Row[] {
  const times = decided.map(({ seconds }) => seconds).toSorted((a, b) => a - b)
  const count = (is: (one: Decided) => boolean): number => decided.filter(is).length
  const total = decided.length
  return [
    {
      what: 'right',
      value: count(({ result, instance }) => result === instance.expected),
      unit: '',
      target: `${total}`,
    },
    {
      what: 'wrong',
      value: count(({ result, instance }) => result !== 'unknown' && result !== instance.expected),
      unit: '',
      target: '0',
    },
    { what: 'median', value: times[times.length >> 1]!, unit: 's', target: '< 0.15, goal 0.05' },
    { what: 'within 1 s', value: times.filter((one) => one < 1).length, unit: '' },
    { what: 'slowest', value: times.at(-1)!, unit: 's', target: '< 60, goal 10' },
    { what: 'all', value: times.reduce((sum, one) => sum + one, 0), unit: 's' },
  ]
}

/** Proofs written down, read again and checked. */
async function certificates(all: readonly Instance[]): Promise<Row[]> {
  const rows: Row[] = []
  for (const name of ['1_1/1', '1_1/3', '3_3/9', '1_1/6']) {
    const kept = await mkdtemp(join(tmpdir(), 'overshoot-acasxu-'))
    try {
      await decide(
        all.find((one) => nameOf(one) === name)!,
        kept,
      )
      let [bytes, seconds, accepted] = [0, 0, 0]
      for (const file of await readdir(kept)) {
        bytes += (await stat(join(kept, file))).size
        const started = performance.now()
        accepted += checkProof(await readCertificate(join(kept, file))).accepted ? 1 : 0
        seconds += (performance.now() - started) / 1000
      }
      rows.push(
        { what: `certificates of ${name}: accepted`, value: accepted, unit: '' },
        { what: `certificates of ${name}: size`, value: bytes / 1000, unit: 'kB' },
        { what: `certificates of ${name}: read and checked`, value: seconds, unit: 's' },
      )
    } finally {
      await rm(kept, { recursive: true })
    }
  }
  return rows
}

/** Marabou and ours, each in a process of its own. */
async function peer(decided: readonly Decided[]): Promise<Row[]> {
  const run = promisify(execFile)
  const rows: Row[] = []
  for (const name of compared) {
    const instance = decided.find((one) => nameOf(one.instance) === name)?.instance
    if (instance === undefined) continue
    const { onnx, vnnlib } = files(instance)
    const timed = async (
      command: string,
      args: string[],
      answer: RegExp,
    ): Promise<{ said: string; seconds: number }> => {
      const started = performance.now()
      const { stdout } = await run(command, args).catch((error: { stdout?: string }) => ({
        stdout: error.stdout ?? '',
      }))
      return { said: answer.exec(stdout)?.[1] ?? 'nothing', seconds: (performance.now() - started) / 1000 }
    }
    const marabou = await timed(python, ['bench/marabou.py', onnx, vnnlib, `${SECONDS}`], /^marabou (\w+)/m)
    const own = ['dist/cli/main.js', 'check', onnx, '--vnnlib', vnnlib, '--seconds', `${SECONDS}`, '--no-corpus']
    const ours = await timed(process.execPath, own, /\b(unsat|sat|unknown)\b/)
    rows.push(
      { what: `${name} with start-up, ours: ${ours.said}`, value: ours.seconds, unit: 's' },
      { what: `${name} with start-up, Marabou: ${marabou.said}`, value: marabou.seconds, unit: 's' },
    )
  }
  return rows
}
