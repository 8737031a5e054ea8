import { format, resolveConfig } from 'prettier'
import { runCli } from '../runCli.ts'
import { commands } from '../../src/cli/commands.ts'
import { flagOf, type OptionName, optionTable, type Words, wordsFor } from '../../src/cli/options/optionTable.ts'
import { describeType } from '../../src/cli/options/parseOption.ts'
import { optionsFor } from '../../src/cli/program.ts'

/** Every variable of the environment that the package reads, and what it does. */
export const environmentTable = {
  OVERSHOOT_BACKEND:
    'what computes where `--backend` is not given: `native`, `wasm`, `cpu` or `auto`, the best that starts',
  OVERSHOOT_STORE: '`false`: `test.claim` does not keep the counterexamples that it finds in the corpus',
  OVERSHOOT_PAGE:
    '`true`: tests of claims hand their models on in blob reports, for the page of the run that merges these',
  CI: 'anything but `0` and `false`: a baseline that is missing is an error instead of being recorded',
  GITHUB_STEP_SUMMARY: 'a file that the verdicts are appended to as Markdown: GitHub shows it as the summary of a job',
  NO_COLOR: 'anything: no colours',
  FORCE_COLOR: 'anything but `0` and `false`: colours also where the output is no terminal; goes before `NO_COLOR`',
  TERM: '`dumb`: no colours',
  XDG_CACHE_HOME: 'the folder of caches in which libtensorflow is kept; `~/.cache` if not set',
  HOME: 'the home folder, of that `~`',
  TF_CPP_MIN_LOG_LEVEL: 'what libtensorflow prints: `1` if not set, warnings and errors',
} as const satisfies Readonly<Record<string, string>>

/** The reference of the command line in Markdown, made of the tables that the program itself is made of. */
export async function cliReference(): Promise<string> {
  const text = [
    '# The command line',
    '`npx overshoot <command> [arguments] [options]`. Made from the tables of commands and options by `npm run docs:cli`.',
    '## Commands',
    ...commands.flatMap(({ name, arguments: given = [], doc, options }) => [
      `### ${name}`,
      `\`overshoot ${[name, ...given.map((one) => one.name)].join(' ')}${options.length > 0 ? ' [options]' : ''}\``,
      `${sentence(doc)}`,
      given.map((one) => `- \`${one.name}\`: ${escaped(one.doc)}`).join('\n'),
      options.length > 0 ? `Options: ${options.map((option) => `\`${flagOf(option)}\``).join(', ')}.` : '',
    ]),
    '## Options',
    table(['option', 'what it does', 'takes', 'if not given'], (Object.keys(optionTable) as OptionName[]).map(row)),
    'Numbers are plain decimal ones, such as `0.5` and `-3`. Every command has `--help`, the program `--version`.',
    '## Exit codes',
    table(['code', 'meaning'], await exitCodeRows()),
    '## Environment',
    table(
      ['variable', 'what it does'],
      Object.entries(environmentTable).map(([name, doc]) => [`\`${name}\``, doc]),
    ),
    'In a checkout `OVERSHOOT_BROWSER=required` makes it an error that there is no Chromium to test pages in.',
  ]
  return format(text.join('\n\n'), { ...(await resolveConfig('REFERENCE.md')), parser: 'markdown' })
}

function row(name: OptionName): string[] {
  const { type, doc, default: standard } = optionTable[name]
  const takes = type.kind === 'flag' ? '' : describeType(type)
  const but = type.kind === 'folder' && type.neededBy ? ` (not of ${type.neededBy.join(', ')})` : ''
  const off = type.kind === 'folder' ? `; \`--no-${name}\`${but}: ${type.none}` : ''
  const [option] = optionsFor(name, '')
  return [`\`${option!.flags}\``, escaped(forAll(name, doc) + off), escaped(takes), escaped(forAll(name, standard))]
}

/** What commands say: where they differ, which says what, those that say the same together. */
function forAll(name: OptionName, words: Words): string {
  if (typeof words === 'string') return words
  const having = commands.filter(({ options }) => options.includes(name)).map((command) => command.name)
  const said = new Map<string, string[]>()
  for (const command of having) {
    const text = wordsFor(words, command)
    said.set(text, [...(said.get(text) ?? []), command])
  }
  return Array.from(said, ([text, by]) =>
    text === words.others && by.length > 2 ? text : `${by.join(', ')}: ${text}`,
  ).join('; ')
}

/** As the help of the program tells them. */
async function exitCodeRows(): Promise<string[][]> {
  const { stdout: help } = await runCli(['--help'])
  const [, codes = ''] = help.split('Exit codes:\n')
  return Array.from(codes.matchAll(/^ +(\d+) +(.+)$/gm), ([, code, meaning]) => [String(code), escaped(meaning!)])
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function sentence(text: string): string {
  return `${escaped(text[0]!.toUpperCase() + text.slice(1))}.`
}

/** Spelled so that Markdown shows it as it is, also in a table; what stands between backticks is code already. */
function escaped(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replaceAll(/[<>*_[\]\\]/g, String.raw`\$&`)))
    .join('')
    .replaceAll('|', String.raw`\|`)
}
