import { type BackendName, backendNames } from '../../backend/name.ts'
import { DEFAULT_GROWTH } from '../../report/baseline/gate.ts'
import { DEFAULT_CORPUS } from '../../search/corpus/readCorpus.ts'
import { modelForms } from '../model/modelForms.ts'
import { domainForms, statementForms } from '../spelling/forms.ts'

/** Where `overshoot report` writes its page. */
export const DEFAULT_PAGE = 'overshoot-report.html'

/** Where `overshoot ci` writes the workflow, and how many jobs share the tests. */
export const DEFAULT_WORKFLOW = '.github/workflows/claims.yml'
export const DEFAULT_SHARDS = 2

/** The options that were given, parsed. */
export interface OptionValues {
  readonly json?: string
  readonly html?: string
  readonly seed?: number
  readonly cases?: number
  readonly regions?: number
  readonly seconds?: number
  readonly backend?: BackendName | 'auto'
  readonly strict?: boolean
  /** `false` for --no-corpus. */
  readonly corpus?: string | false
  /** `false` for --no-certificates. */
  readonly certificates?: string | false
  readonly tight?: boolean
  readonly baseline?: string
  readonly updateBaseline?: boolean
  readonly growth?: number
  readonly model?: string
  readonly claims?: string
  readonly shards?: number
  readonly check?: boolean
  readonly input?: readonly string[]
  readonly always?: readonly string[]
  readonly sometimes?: readonly string[]
  readonly unbounded?: boolean
  readonly around?: string
  readonly vnnlib?: string
  readonly batch?: number
  readonly output?: string
  readonly register?: string
  readonly round?: boolean
  readonly demand?: 'proof'
  readonly expect?: 'refuted'
  readonly out?: string
  readonly rows?: string
  readonly cactus?: string
}

/** The name of an option, as `--name` has it in camel case. */
export type OptionName = keyof OptionValues

/** What an option's argument may be, such that it parses to a `Value`. */
export type OptionType<Value = OptionValues[OptionName]> =
  | (Value extends boolean ? { readonly kind: 'flag' } : never)
  | (Value extends number ? { readonly kind: 'integer'; readonly min: number; readonly max: number } : never)
  | (Value extends number ? { readonly kind: 'number'; readonly above: number } : never)
  | (Value extends number ? { readonly kind: 'share' } : never)
  | (Value extends string ? { readonly kind: 'choice'; readonly of: readonly string[] } : never)
  | (Value extends string ? { readonly kind: 'file'; readonly orStdout: boolean } : never)
  | (Value extends string ? { readonly kind: 'source'; readonly of: string } : never)
  | (Value extends readonly string[]
      ? { readonly kind: 'list'; readonly argument: string; readonly of: string }
      : never)
  | (Value extends string
      ? {
          readonly kind: 'folder'
          /** What `--no-` does. */
          readonly none: string
          /** Commands that cannot do without. */
          readonly neededBy?: readonly string[]
        }
      : never)

/** A text, or one for each command that has its own, by name, and for all `others`. */
export type Words = string | ({ readonly others: string } & Readonly<Record<string, string>>)

interface OptionRow<Value> {
  readonly type: OptionType<Value>
  /** In words: where nothing is given. */
  readonly default: Words
  readonly doc: Words
}

type OptionTable = { readonly [Name in OptionName]-?: OptionRow<NonNullable<OptionValues[Name]>> }

/** How an option is written, e.g. `--update-baseline`. */
export function flagOf(name: OptionName): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/** What a command says of an option. */
export function wordsFor(words: Words, command: string): string {
  return typeof words === 'string' ? words : (words[command] ?? words.others)
}

/** What is off unless it is named. */
function flag(doc: string): OptionRow<boolean> {
  return { type: { kind: 'flag' }, default: 'off', doc }
}

/** Every option of the command line, once: the parser and the help are built from it. */
export const optionTable: OptionTable = {
  json: {
    type: { kind: 'file', orStdout: true },
    default: 'no file',
    doc: 'write the verdicts as JSON',
  },
  html: {
    type: { kind: 'file', orStdout: false },
    default: { others: 'no file', report: DEFAULT_PAGE },
    doc: 'write the page that shows the verdicts',
  },
  seed: {
    type: { kind: 'integer', min: -(2 ** 31), max: 2 ** 32 - 1 },
    default: '0',
    doc: 'where random cases come from',
  },
  cases: {
    type: { kind: 'integer', min: 1, max: Number.MAX_SAFE_INTEGER },
    default: { others: '10000 random ones, and up to 10 times as many in all', benchmark: 'as time allows' },
    doc: 'cases tried of each claim in all: random, along gradients, and where bounds point',
  },
  regions: {
    type: { kind: 'integer', min: 1, max: Number.MAX_SAFE_INTEGER },
    default: { others: '10000, fewer of a large network', benchmark: 'as time allows' },
    doc: "parts of each claim's domain that may be bounded on the way to a proof",
  },
  seconds: {
    type: { kind: 'number', above: 0 },
    default: { others: '60', benchmark: 'as listed' },
    doc: 'time for each claim, a safety net: cases and regions end its work before',
  },
  backend: {
    type: { kind: 'choice', of: ['auto', ...backendNames] },
    default: 'OVERSHOOT_BACKEND, else auto',
    doc:
      'what computes: TensorFlow.js (native, wasm, cpu: auto takes the first that is there), or onnxruntime, which runs ONNX files ' +
      'and is what auto takes to check one where it is installed; one asked for by name is never replaced by another',
  },
  strict: flag('exit with 3 when a claim is neither proved nor refuted'),
  corpus: {
    type: {
      kind: 'folder',
      none: 'neither replay nor store counterexamples',
      neededBy: ['replay', 'explain'],
    },
    default: DEFAULT_CORPUS,
    doc: {
      others: 'where counterexamples are stored, and replayed from before anything else',
      replay: 'where an id is looked up',
      explain: 'where an id is looked up',
    },
  },
  certificates: {
    type: { kind: 'folder', none: 'write no certificates' },
    default: 'none are written',
    doc: 'where proofs are written, for check-proof',
  },
  tight: flag('find exact ranges over strings of letters also for claims decided without'),
  baseline: {
    type: { kind: 'file', orStdout: false },
    default: 'none',
    doc: 'compare with the verdicts on record there, and fail for what got worse only; without the file, record them',
  },
  updateBaseline: flag('put what this run finds on record, what got worse included'),
  growth: {
    type: { kind: 'share' },
    default: String(DEFAULT_GROWTH),
    doc: 'how far a certified range may reach past the recorded one, as a share of its width',
  },
  model: {
    type: { kind: 'source', of: modelForms },
    default: 'the network in the file is checked',
    doc: 'the model that the proof has to be about',
  },
  claims: {
    type: { kind: 'source', of: 'a module that exports the claim, or the command line of a check' },
    default: 'the claim in the file is checked',
    doc: 'the claim that the proof has to be about',
  },
  shards: {
    type: { kind: 'integer', min: 1, max: 256 },
    default: String(DEFAULT_SHARDS),
    doc: 'jobs that share the test files',
  },
  check: flag('change nothing: say whether it works, with exit code 1 where it does not, and what would be done'),
  input: {
    type: { kind: 'list', argument: 'name=domain', of: `${domainForms}; once for each input` },
    default: 'none: each input needs one',
    doc: 'what an input may be, for a model of one input without its name',
  },
  always: {
    type: { kind: 'list', argument: 'statement', of: `${statementForms}; as often as wanted` },
    default: 'none',
    doc: 'claim that this holds for every output y',
  },
  sometimes: {
    type: { kind: 'list', argument: 'statement', of: `${statementForms}; as often as wanted` },
    default: 'none',
    doc: 'claim that this holds for an output y of some input',
  },
  unbounded: flag('claim that the output grows past every bound'),
  around: {
    type: { kind: 'source', of: 'a table and a radius, as in rows.csv:0.1' },
    default: 'one claim over all inputs',
    doc: 'state each claim once for each row of a table, over all inputs so near to it',
  },
  vnnlib: {
    type: { kind: 'source', of: 'a VNN-LIB file (.vnnlib)' },
    default: 'none',
    doc: 'say whether the model has a counterexample of this property: sat, unsat or unknown; instead of other claims',
  },
  batch: {
    type: { kind: 'integer', min: 1, max: Number.MAX_SAFE_INTEGER },
    default: 'each row by itself, of models whose rows do not depend on each other',
    doc: 'rows in a batch, of an ONNX file or a graph model of tf.js that leaves that open: all of them are one case',
  },
  output: {
    type: { kind: 'source', of: 'the name of an output' },
    default: 'all of them',
    doc: 'of an ONNX file or a graph model of tf.js, the one output that claims are about; what only others need is not read',
  },
  register: {
    type: { kind: 'source', of: 'a module (.ts, .js) that calls tf.serialization.registerClass' },
    default: 'none',
    doc: "run before a model is loaded that has layers of one's own; proofs know nothing of these",
  },
  round: {
    type: { kind: 'flag' },
    default: 'off: such a file is an error',
    doc: 'decide the float32 version of an ONNX file of other floats; verdicts say so',
  },
  demand: {
    type: { kind: 'choice', of: ['proof'] },
    default: 'none',
    doc: 'what a claim needs to pass, beyond that nothing refutes it',
  },
  expect: {
    type: { kind: 'choice', of: ['refuted'] },
    default: 'none',
    doc: 'pass exactly where a claim comes out so',
  },
  out: {
    type: { kind: 'file', orStdout: false },
    default: { others: 'the name of the model and .claims.ts, .mts in a CommonJS project', benchmark: 'none' },
    doc: {
      others: 'where the claims are written, the test goes beside them',
      benchmark: 'where results are kept, and a run that was ended goes on from',
    },
  },
  rows: {
    type: { kind: 'source', of: 'a table (.csv)' },
    default: 'domains are guessed from shapes',
    doc: "rows that the inputs' domains are learned from",
  },
  cactus: {
    type: { kind: 'file', orStdout: false },
    default: 'none',
    doc: 'draw how many instances are solved within how many seconds (.svg)',
  },
}
