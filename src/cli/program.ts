import { readFileSync } from 'node:fs'
import { Command as Program, CommanderError, Option } from 'commander'
import { OvershootError } from '../errors.ts'
import type { Command } from './command.ts'
import { exitCodes, type ExitCode } from './exitCodes.ts'
import type { Io } from './terminal/io.ts'
import { flagOf, type OptionName, optionTable, type OptionValues, wordsFor } from './options/optionTable.ts'
import { describeType, parseOption } from './options/parseOption.ts'

const exitHelp = `
Exit codes:
  0    every claim passes
  1    a claim is refuted, or misses what it demands or expects; with --baseline: something got worse
  2    wrong usage, something that cannot be read or written, or a claim that came to no verdict
  3    with --strict: no claim fails, and one, not on record with --baseline, is neither proved nor refuted
  70   a fault of Overshoot itself
  130  interrupted`

/**
 * Parses the arguments (without node and the script) and runs the command that they name; help and version are a
 * command too.
 * @throws OvershootError USAGE, and what the command throws
 */
export async function runProgram(argv: readonly string[], commands: readonly Command[], io: Io): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.passed
  const program = new Program('overshoot')
    .description(
      "Finds where a neural network's output leaves the range it is claimed to stay in, and proves it where it does not.",
    )
    .version(version(), '--version', 'print the version')
    .addHelpText('after', exitHelp)
  for (const command of commands) {
    const subcommand = addCommand(program, command)
    subcommand.action(async () => {
      const given = subcommand.processedArgs.flat().filter((argument) => argument !== undefined)
      exitCode = await command.run(given, subcommand.opts<OptionValues>(), io)
    })
  }
  // Settings that subcommands must have too: they inherit only what was set before they were made.
  for (const part of [program, ...program.commands])
    part.exitOverride().configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: () => undefined,
      getOutHelpWidth: () => io.stdout.columns ?? 100,
    })
  if (argv.length === 0)
    throw new OvershootError(
      'USAGE',
      `expected a command: ${commands.map(({ name }) => name).join(', ')}. See overshoot --help`,
    )
  try {
    await program.parseAsync(argv, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return exitCodes.passed
    throw new OvershootError('USAGE', error.message.replace(/^error: /, '').replaceAll('\n', ' '), { cause: error })
  }
  return exitCode
}

function addCommand(program: Program, command: Command): Program {
  const subcommand = program.command(command.name).description(command.doc).allowExcessArguments(false)
  for (const { name, doc } of command.arguments ?? []) subcommand.argument(name, doc)
  for (const option of command.options.flatMap((one) => optionsFor(one, command.name))) subcommand.addOption(option)
  return subcommand
}

/** An option of a command as commander knows it: two for one that `--no-` turns off. */
export function optionsFor(name: OptionName, command: string): Option[] {
  const { type, ...words } = optionTable[name]
  const [doc, standard] = [wordsFor(words.doc, command), wordsFor(words.default, command)]
  if (type.kind === 'flag') return [new Option(flagOf(name), doc)]
  const argument = {
    choice: 'name',
    file: 'file',
    folder: 'folder',
    integer: 'number',
    number: 'number',
    share: 'share',
    source: 'path',
  }
  const option = new Option(
    `${flagOf(name)} <${type.kind === 'list' ? type.argument : argument[type.kind]}>`,
    `${doc}: ${describeType(type)} (default: ${standard})`,
  ).argParser((text, before: unknown) => {
    const value = parseOption(name, type, text)
    return type.kind === 'list' ? [...((before as string[] | undefined) ?? []), value] : value
  })
  return type.kind === 'folder' && !type.neededBy?.includes(command)
    ? [option, new Option(`--no-${name}`, type.none)]
    : [option]
}

/** The package's own version; its package.json lies as far above `src` as above `dist`. */
function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return (manifest as { version: string }).version
}
