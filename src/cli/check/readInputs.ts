import type { Domain } from '../../claim/domain.ts'
import { defined } from '../../defined.ts'
import { OvershootError } from '../../errors.ts'
import { brief, quoted } from '../../files/brief.ts'
import type { Csv } from '../../files/readCsv.ts'
import { type DomainSpelling, parseDomain } from '../spelling/domainSpelling.ts'
import { inputError, type ModelInput } from '../spelling/modelInputs.ts'
import { toDomain } from './toDomain.ts'

/** An input as the options describe it. */
export interface GivenInput extends ModelInput {
  /** Undefined where no option names the input. */
  readonly domain?: Domain
  /** The names of one-hot letters. */
  readonly alphabet?: string
}

/**
 * The domains that `--input` gives a model's inputs, in the model's order. `name=domain`, or for a model of one input
 * the domain alone.
 * @throws USAGE, DOMAIN_MISMATCH, DOMAIN_EMPTY with the inputs that the model has; what `read` throws
 */
export async function readInputs(
  options: readonly string[],
  inputs: readonly ModelInput[],
  read: (path: string) => Promise<Csv>,
): Promise<GivenInput[]> {
  const texts = new Map<string, string>()
  for (const option of options) {
    const { name, text } = splitName(option, inputs)
    if (texts.has(name)) throw inputError(inputs, `--input names ${brief(name)} twice`)
    texts.set(name, text)
  }
  const given: GivenInput[] = []
  for (const input of inputs) {
    const text = texts.get(input.name)
    given.push(text === undefined ? input : { ...input, ...(await readOne(text, input, inputs, read)) })
  }
  return given
}

/** Names of inputs may hold a sign of equality: the longest that fits is meant. */
function splitName(option: string, inputs: readonly ModelInput[]): { name: string; text: string } {
  const fitting = inputs.map(({ name }) => name).filter((name) => option.startsWith(`${name}=`))
  const name = fitting.sort((a, b) => b.length - a.length)[0]
  if (name !== undefined) return { name, text: option.slice(name.length + 1) }
  const at = option.startsWith('range-of:') ? -1 : option.indexOf('=')
  const shown = quoted(option, 120)
  if (at >= 0)
    throw inputError(
      inputs,
      `--input ${shown}: the model has no input ${quoted(option.slice(0, at))}`,
      'DOMAIN_MISMATCH',
    )
  if (inputs.length !== 1) throw inputError(inputs, `--input ${shown}: expected name=domain`)
  return { name: inputs[0]!.name, text: option }
}

async function readOne(
  text: string,
  input: ModelInput,
  inputs: readonly ModelInput[],
  read: (path: string) => Promise<Csv>,
): Promise<Pick<GivenInput, 'domain' | 'alphabet'>> {
  try {
    const spelling: DomainSpelling = parseDomain(text)
    const domain = await toDomain(spelling, input, read)
    return { domain, ...defined({ alphabet: spelling.kind === 'onehot' ? spelling.alphabet : undefined }) }
  } catch (error) {
    const code = error instanceof OvershootError ? error.code : 'USAGE'
    if (code === 'FILE_UNREADABLE' || code === 'DATA_ROW_INVALID') throw error
    throw inputError(inputs, `--input ${quoted(`${input.name}=${text}`, 120)}: ${(error as Error).message}`, code)
  }
}
