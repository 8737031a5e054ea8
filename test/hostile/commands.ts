import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from '../../src/cli/run.ts'
import { integer, pick } from '../network/random.ts'
import { toJson } from '../../src/report/index.ts'
import { refutedVerdict, someVerdict } from '../report/verdict.ts'
import { soundCertificates } from './craftedCertificates.ts'
import { writeDraft } from './draft.ts'
import type { Kind, Random } from './kind.ts'
import { mutateBytes, mutateData } from './mutate.ts'
import { sampleModels } from './sampleModels.ts'

const fixture = (path: string): Buffer =>
  readFileSync(fileURLToPath(new URL(`../../fixtures/${path}`, import.meta.url)))
const ids = ['3788643f8cf1', 'a1f55e4d6b37']
const texts = ids.map((id) => fixture(`counterexamples/${id}.json`))

/** Little work, so that thousands of commands run. */
const LITTLE = ['--cases', '20', '--regions', '4', '--seconds', '0.1', '--backend', 'cpu', '--no-corpus']

/** Pages are written where nothing is watched. */
const page = join(tmpdir(), `overshoot-hostile-${process.pid}.html`)

/** The options that every line of a command has. */
const always: Readonly<Record<string, readonly string[]>> = {
  check: LITTLE,
  replay: ['--backend', 'cpu', '--no-corpus'],
  explain: ['--backend', 'cpu', '--no-corpus'],
  report: [...LITTLE, '--html', page],
}

const domains = [
  '-1..1',
  '5',
  'finite',
  'onehot',
  'onehot:60x4',
  'onehot:ACGT',
  'range-of:ROWS#dplus',
  'range-of:ROWS',
  '20..-25',
  '0..1e999',
  'inf',
  '-1..1:8x4',
  'finite:999999999',
  'onehot:999999999x999999999',
  'onehot:\u001b[2J',
  '',
  '..',
  'x',
  '0..1:1x1x1x1x1x1x1x1x1',
  '-Infinity..0',
  'range-of:/dev/zero',
  'range-of:#',
  '1e-999',
  `${'9'.repeat(1e5)}`,
]
const inputs = ['dplus', 'sequence', 'x', '__proto__', '', 'input_1', '\u001b[2J']
const statements = [
  '0 <= y <= 1',
  'y > 0',
  '1 >= y',
  '0 < y <= 1',
  'y < Infinity',
  'y = 1',
  'z < 1',
  '1 < y < 0',
  '<',
  '',
  'y<',
  '\u001b[2J < 1',
  `${'<'.repeat(1e5)}`,
  'y <= 1e999',
  '-0 <= y',
]
const arounds = [
  'ROWS:0.1',
  'ROWS:0',
  'ROWS:-1',
  'ROWS#dplus:1',
  'ROWS#a..b:1',
  'ROWS:1e999',
  ':',
  'ROWS',
  '/dev/zero:1',
  'none.csv:1',
]
const strange = [
  '--',
  '-',
  '',
  '--help',
  '--version',
  '--no-such',
  '__proto__',
  '\u0000',
  '\u001b[2J',
  '💥',
  '../x',
  'x'.repeat(1e4),
  '-1',
]

const lines: Readonly<Record<string, (random: Random) => string[]>> = {
  check: (random) => [
    pick(random, ['MODEL', 'MODEL', 'MODEL', 'MODEL/model.json', 'none']),
    ...(random() < 0.5
      ? ['--input', `dplus=${domain(random)}`, '--input', `sequence=${domain(random)}`]
      : many(random, 3, () => [
          '--input',
          `${random() < 0.7 ? `${pick(random, inputs)}=` : ''}${pick(random, domains)}`,
        ])),
    ...many(random, 2, () => [
      pick(random, ['--always', '--sometimes']),
      pick(random, random() < 0.8 ? statements.slice(0, 5) : statements),
    ]),
    ...(random() < 0.2 ? ['--unbounded'] : []),
    ...(random() < 0.3 ? ['--around', pick(random, arounds)] : []),
  ],
  replay: (random) => ['COUNTEREXAMPLE', ...(random() < 0.5 ? [source(random)] : [])],
  explain: (random) => ['COUNTEREXAMPLE', ...(random() < 0.3 ? [source(random)] : [])],
  report: () => ['VERDICTS'],
  'check-proof': (random) => [
    'PROOF',
    ...(random() < 0.3 ? ['--model', 'MODEL'] : random() < 0.2 ? ['--claims', source(random)] : []),
  ],
}

/** Often one that fits the model of the question. */
function domain(random: Random): string {
  return pick(random, random() < 0.8 ? domains.slice(0, 4) : domains)
}

function many(random: Random, most: number, make: () => string[]): string[] {
  return Array.from({ length: integer(random, 0, most) }, make).flat()
}

/** What may stand for the claims of a counterexample or a proof; never a module that is there. */
function source(random: Random): string {
  const given = `dplus=${pick(random, domains.slice(0, 20))}`
  return pick(random, [
    'none.claims.ts',
    'overshoot check',
    'overshoot check --help',
    "overshoot check 'MODEL",
    `overshoot check 'MODEL' --input '${given}' --input sequence=onehot --always '${pick(random, statements.slice(0, 8))}'`,
  ])
}

/**
 * Command lines of the program over files of which one is spoilt; each ends in an exit code that means something, and
 * in words.
 */
export async function command(): Promise<Kind> {
  const samples = await sampleModels()
  let argv: string[] = []
  return {
    listed: 0,
    make(folder, _n, random) {
      const path = (name: string) => join(folder, name)
      const spoilt = (bytes: Buffer) => (random() < 0.5 ? mutateBytes(bytes, random).bytes : mutateText(bytes, random))
      const perhaps = (bytes: Buffer) => (random() < 0.3 ? spoilt(bytes) : bytes)
      const { json, weights } = random() < 0.5 ? samples[0]! : pick(random, samples)
      mkdirSync(path('model'))
      writeDraft(path('model'), { json: random() < 0.1 ? mutateData(json, random).data : json, weights })
      const rows = Buffer.from(`dplus,sequence\n0.5,${'ACGT'.repeat(15)}\n1,${'GATT'.repeat(15)}\n`)
      const files = {
        ROWS: ['rows.csv', perhaps(rows)],
        COUNTEREXAMPLE: ['one.json', perhaps(withSource(pick(random, texts), source(random), path))],
        VERDICTS: ['verdicts.json', perhaps(Buffer.from(toJson({ verdicts: [someVerdict(), refutedVerdict()] })))],
        PROOF: ['some.proof.json', perhaps(Buffer.from(JSON.stringify(pick(random, soundCertificates))))],
        MODEL: ['model', undefined],
      } as const
      for (const [name, bytes] of Object.values(files)) if (bytes) writeFileSync(path(name), bytes)
      const name = pick(random, Object.keys(lines))
      // What keeps the work little and the places of files stays as it is.
      const kept = [name, ...(always[name] ?? [])]
      argv = [...kept, ...lines[name]!(random)].map((word) => placed(word, path))
      const at = integer(random, kept.length, argv.length)
      if (random() < 0.15) argv.splice(at, integer(random, 0, 1), pick(random, strange))
      return argv.join(' ').slice(0, 300)
    },
    async read() {
      let text = ''
      const out = { write: (more: string) => void (text += more), columns: 100 }
      const exitCode = await run(argv, {
        stdout: { write: () => undefined, columns: 100 },
        stderr: out,
        environment: {},
      })
      rmSync(page, { force: true })
      if (exitCode < 2) return `exit ${exitCode}`
      const code = /^overshoot: [^\n]{1,2000} \[([A-Z_]+)\]\n$/.exec(text)?.[1]
      // oxlint-disable-next-line no-control-regex
      const isPlain = !/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/.test(text)
      if (exitCode !== 2 || code === undefined || !isPlain)
        throw new Error(`exit ${exitCode}: ${JSON.stringify(text.slice(0, 900))}`)
      return code
    },
  }
}

/** Words in capitals stand for files. */
function placed(word: string, path: (name: string) => string): string {
  return word
    .replace('MODEL', path('model'))
    .replace('ROWS', path('rows.csv'))
    .replace('COUNTEREXAMPLE', path('one.json'))
    .replace('VERDICTS', path('verdicts.json'))
    .replace('PROOF', path('some.proof.json'))
}

function withSource(bytes: Buffer, text: string, path: (name: string) => string): Buffer {
  return Buffer.from(JSON.stringify({ ...JSON.parse(bytes.toString()), source: placed(text, path) }))
}

function mutateText(bytes: Buffer, random: Random): Buffer {
  try {
    return Buffer.from(JSON.stringify(mutateData<unknown>(JSON.parse(bytes.toString()), random).data) ?? '')
  } catch {
    return mutateBytes(bytes, random).bytes
  }
}
