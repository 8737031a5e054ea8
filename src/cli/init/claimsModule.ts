import { brief } from '../../files/brief.ts'
import type { GuessedInput } from './guessInput.ts'
import type { GuessedOutput } from './guessOutput.ts'

/** What a claims file is made of. */
export interface Draft {
  /** What the claim's name calls the model. */
  readonly label: string
  /** What loads the model. */
  readonly load: 'loadModel' | 'loadOnnx'
  /** How it is loaded, as `loadOnnx` takes it. */
  readonly options: Readonly<Record<string, number | boolean | string>>
  /** From the claims file to the model's, with slashes. */
  readonly model: string
  readonly inputs: readonly GuessedInput[]
  readonly output: GuessedOutput
}

/** A claims file as TypeScript: one claim about the output, with comments that say what was guessed. */
export function claimsModule({ label, load, options, model, inputs, output }: Draft): string {
  const names = new Set(['claim', load, ...inputs.flatMap(({ imports }) => imports), ...output.imports])
  const imports = [...names].sort((a, b) => (a < b ? -1 : 1)).join(', ')
  const url = encodeURI(model).replaceAll('#', '%23').replaceAll('?', '%3F')
  const given = Object.entries(options)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? literal(value) : value}`)
    .join(', ')
  const inputLines = inputs.flatMap(({ name, code, why }) => [`  // ${comment(why)}`, `  ${keyOf(name)}: ${code},`])
  return `import { fileURLToPath } from 'node:url'
import { ${imports} } from 'overshoot'

const file = new URL(${literal(url)}, import.meta.url)
const model = await ${load}(fileURLToPath(file)${given === '' ? '' : `, { ${given} }`})

/** What each input may be: nothing is claimed outside of it. Edit what is a guess. */
const inputs = {
${inputLines.join('\n')}
}

// ${comment(output.why)}
export const output = claim(${literal(`the output of ${brief(label, 60)} ${output.words}`)}, model, {
  inputs,
  holds: ${output.code},
${output.expect === undefined ? '' : `  expect: '${output.expect}',\n`}})
`
}

/** The test of a claims file, as TypeScript. */
export function claimsTest(claimsFile: string): string {
  return `import { test } from 'overshoot/vitest'
import { output } from ${literal(claimsFile)}

test.claim(output)
`
}

/** A text as a literal. */
function literal(text: string): string {
  return /['\\]|[^\u0020-\uffff]/.test(text) ? JSON.stringify(text) : `'${text}'`
}

/** A name as the key of an object; the one that would set a prototype is computed. */
function keyOf(name: string): string {
  if (name === '__proto__') return `['__proto__']`
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name)
}

/** One line, in which no other code can begin. */
function comment(text: string): string {
  return brief(text, 400)
}
