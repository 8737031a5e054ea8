import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tf } from '../../src/backend/tf.ts'
import { OvershootError } from '../../src/errors.ts'
import { integer, pick } from '../network/random.ts'
import { loadVnnlib } from '../../src/vnnlib/loadVnnlib.ts'
import { vnnlibClaims } from '../../src/vnnlib/vnnlibClaims.ts'
import { anyFile, type Kind, type Random } from './kind.ts'
import { mutateBytes } from './mutate.ts'

const constants = ['X_0', 'X_1', 'Y_0', 'Y_1'].map((name) => `(declare-const ${name} Real)`).join('\n')
const network =
  '(vnnlib-version <2.0>)(declare-network f (declare-input X float32 [1, 2]) (declare-output Y Real [1, 2] "y"))'
const good = [
  `; why\n${constants}\n(assert (<= X_0 0.5))\n(assert (>= X_0 -5e-1))\n(assert (or (and (<= Y_0 Y_1) (>= X_1 1)) (and (>= Y_1 (+ 1.5 (* -2 Y_0))))))`,
  `${constants}\n(assert (and (>= X_0 -1) (<= X_0 1) (>= X_1 -1) (<= X_1 1)))\n(assert (or (<= 3.991125645861615 Y_0) (!= Y_1 2) (< (- Y_0 Y_1) 0)))`,
  `${network}\n(assert (and (>= X[0,0] -1) (<= X[0, 0] 1)))\n(assert (== X[0,1] 0.3))\n(assert (or (<= Y[0,0] Y[0,1]) (> Y[0,1] 7)))`,
]
const words = [
  '(', ')', '((', '))', '[', ']', '"', ';', '|', 'and', 'or', 'not', '=>', 'let', '+', '-', '*', '/', '<=', '==', '!=', 'assert', 'X_0', 'Y_1', 'X_99', 'X[0,0]', 'X[9,9]', '[0,1]', '[]',
  '1e999', '1e-999', '1e99999999999', '0x10', 'NaN', '-', '.', 'true', 'declare-const', 'declare-network', '__proto__', 'toString', '\u0000', '\u001b[2J', '9'.repeat(5000),
] // prettier-ignore

/** One to four words of a text left out, put in, doubled or put in the place of others. */
function mutateWords(text: string, random: Random): string {
  const all = text.split(/(\s+|[()])/)
  for (let k = integer(random, 1, 4); k > 0; k--) {
    const at = integer(random, 0, all.length - 1)
    const which = random()
    if (which < 0.25) all.splice(at, 1)
    else if (which < 0.5) all.splice(at, 0, ` ${pick(random, words)} `)
    else if (which < 0.75) all[at] = ` ${pick(random, words)} `
    else all.splice(at, 0, ...all.slice(at, at + integer(random, 1, 12)))
  }
  return all.join('')
}

const nested = (depth: number, before: string, inner: string): string =>
  before.repeat(depth) + inner + ')'.repeat(depth)
const stated = (formula: string): string => `${constants}\n(assert ${formula})`
const crafted: Readonly<Record<string, () => string>> = {
  'nothing but comments': () => ';\n'.repeat(1e6),
  'ten million parentheses': () => '('.repeat(1e7),
  'a million pairs of parentheses': () => '()'.repeat(1e6),
  'nested 100,000 deep': () => stated(nested(100_000, '(and ', '(<= Y_0 1)')),
  'a chain of 50,000 alternatives': () => stated(nested(50_000, '(or (<= Y_0 0) ', '(<= Y_0 1)')),
  'and, or and so on, 5,000 deep': () =>
    stated(nested(5000, '(and (<= Y_0 1) (or (<= Y_0 2) ', '(<= Y_0 3)').concat(')'.repeat(5000))),
  'two to the forty': () => stated(nested(40, '(and (or (<= Y_0 1) (<= Y_0 2)) ', '(<= Y_0 1)')),
  'a sum nested 100,000 deep': () => stated(`(<= ${nested(100_000, '(+ 1 ', 'Y_0')} 1)`),
  'a product of 10,000 large numbers': () => stated(`(<= (* ${'1e300 '.repeat(10_000)} Y_0) 1)`),
  'a number of a million digits': () => stated(`(<= Y_0 ${'9'.repeat(1e6)})`),
  'a name of 10 MB': () => stated(`(<= ${'Y'.repeat(1e7)} 1)`),
  '200,000 constants': () => Array.from({ length: 200_000 }, (_, i) => `(declare-const X_${i} Real)`).join('\n'),
  'an index far away': () => constants.replace('X_1', 'X_999999999'),
  'a tensor without end': () => network.replace('[1, 2]', '[999999999, 999999999, 999999999]'),
  'coefficients past all floats': () => stated('(<= (+ (* 1e400 Y_0) (* 1e-400 Y_1)) 1)'),
  'coefficients of 40 digits': () => stated(`(<= (+ (* ${'7'.repeat(40)} Y_0) (* 0.${'3'.repeat(40)} Y_1)) 1)`),
  'an empty box': () => stated('(and (<= X_0 0) (>= X_0 1) (<= Y_0 1))'),
  'inputs of another size': () => '(declare-const X_0 Real)(declare-const Y_0 Real)(assert (<= Y_0 1))',
}

/** Properties in VNN-LIB, about a model of two inputs and two outputs. */
export function vnnlib(): Kind {
  const listed = [...Object.keys(anyFile), ...Object.keys(crafted)]
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [2] })] })
  return {
    listed: listed.length,
    make(folder, n, random) {
      const path = join(folder, 'property.vnnlib')
      const name = listed[n]
      if (name !== undefined) {
        if (anyFile[name]) anyFile[name](path)
        else writeFileSync(path, crafted[name]!())
        return name
      }
      const text = pick(random, good)
      if (random() < 0.6) {
        writeFileSync(path, mutateWords(text, random))
        return 'other words'
      }
      const { how, bytes } = mutateBytes(Buffer.from(text), random)
      writeFileSync(path, bytes)
      return how
    },
    async read(folder) {
      const property = await loadVnnlib(join(folder, 'property.vnnlib'))
      try {
        vnnlibClaims(property, 'property', model)
        return 'valid'
      } catch (error) {
        const codes = ['DOMAIN_MISMATCH', 'PROPERTY_UNSUPPORTED', 'ARGUMENT_INVALID']
        if (error instanceof OvershootError && codes.includes(error.code) && error.message.length < 2000)
          return 'misfit'
        throw error
      }
    },
  }
}
