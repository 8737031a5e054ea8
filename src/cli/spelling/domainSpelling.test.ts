import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type DomainSpelling, parseDomain } from './domainSpelling.ts'

const number = fc.double({ noNaN: true, noDefaultInfinity: true })
const side = fc.integer({ min: 1, max: 999_999_999 })
const shape = fc.option(fc.array(side, { minLength: 1, maxLength: 8 }), { nil: undefined })
const letter = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })
const letters = fc.uniqueArray(letter, { minLength: 1, maxLength: 6, selector: (one) => one })
const path = fc.string({ minLength: 1 })

/** An object without the keys that are undefined. */
const given = <Value extends object>(value: Value): Value =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Value

const spellings: fc.Arbitrary<DomainSpelling> = fc
  .oneof(
    fc.record({ kind: fc.constant('range'), ends: fc.tuple(number, number), shape }).map(({ ends, ...rest }) => {
      const [lo, hi] = ends[0] <= ends[1] ? ends : [ends[1], ends[0]]
      return { ...rest, lo, hi }
    }),
    fc.record({ kind: fc.constant('value'), value: number, shape }),
    fc.record({ kind: fc.constant('finite'), shape }),
    fc
      .tuple(fc.option(letters, { nil: undefined }), fc.option(side, { nil: undefined }), side)
      .filter(([alphabet]) => !/^(\d+(\D\d+)+|:.*)$/.test(alphabet?.join('') ?? ''))
      .map(([alphabet, length, count]) => ({
        kind: 'onehot',
        shape: length === undefined ? undefined : [length, alphabet?.length ?? count],
        alphabet: alphabet?.join(''),
      })),
    fc.record({
      kind: fc.constant('range-of'),
      path,
      columns: fc.option(
        path.filter((one) => !one.includes('#')),
        { nil: undefined },
      ),
    }),
  )
  .map((spelling) => given(spelling) as DomainSpelling)

test('what is spelled is read as the same', () => {
  fc.assert(
    fc.property(spellings, (spelling) => {
      expect(parseDomain(spellDomain(spelling))).toEqual(spelling)
    }),
    { numRuns: 1000 },
  )
})

const near = fc.oneof(
  fc.string(),
  fc.stringMatching(/^[-+.0-9eEx:#]{0,12}$/),
  fc.stringMatching(/^(onehot|finite|range-of|inf|-?Infinity)[:#x.0-9A-C]{0,8}$/),
)

/** The domain; or what is wrong, where it is said in words. */
function read(text: string): DomainSpelling | string {
  try {
    return parseDomain(text)
  } catch (error) {
    const { message } = error as Error
    return message.length >= 10 && !/undefined|NaN|\[object/.test(message.replace(JSON.stringify(text), ''))
      ? 'refused'
      : message
  }
}

test('any text is a domain that is spelled back, or an error in words', () => {
  fc.assert(
    fc.property(near, (text) => {
      const spelling = read(text)
      expect(typeof spelling === 'string' ? spelling : read(spellDomain(spelling))).toEqual(
        typeof spelling === 'string' ? 'refused' : spelling,
      )
    }),
    { numRuns: 2000 },
  )
})

test.each([
  ['-25..20', { kind: 'range', lo: -25, hi: 20 }],
  ['1e3..2e3', { kind: 'range', lo: 1000, hi: 2000 }],
  ['-1.5e-3..0.5:60x4', { kind: 'range', lo: -0.0015, hi: 0.5, shape: [60, 4] }],
  ['5', { kind: 'value', value: 5 }],
  ['-5e-1:3', { kind: 'value', value: -0.5, shape: [3] }],
  ['finite', { kind: 'finite' }],
  ['finite:60x4', { kind: 'finite', shape: [60, 4] }],
  ['onehot', { kind: 'onehot' }],
  ['onehot:60x4', { kind: 'onehot', shape: [60, 4] }],
  ['onehot:ACGT', { kind: 'onehot', alphabet: 'ACGT' }],
  ['onehot:60x4:ACGT', { kind: 'onehot', shape: [60, 4], alphabet: 'ACGT' }],
  ['range-of:rows.csv#dplus', { kind: 'range-of', path: 'rows.csv', columns: 'dplus' }],
  ['range-of:rows.csv#a..b', { kind: 'range-of', path: 'rows.csv', columns: 'a..b' }],
  ['range-of:C:\\my rows#1.csv#', { kind: 'range-of', path: 'C:\\my rows#1.csv' }],
] as const)('%s', (text, spelling) => {
  expect(parseDomain(text)).toEqual(spelling)
})

test.each([
  ['', 'expected a domain'],
  ['5..', 'expected a domain'],
  ['..5', 'expected a domain'],
  ['1..2..3', 'expected a domain'],
  ['1 .. 2', 'expected a domain'],
  ['0x10', 'expected a domain'],
  ['NaN', 'expected a domain'],
  ['onehot60x4', 'expected a domain'],
  ['20..-25', 'write -25..20'],
  ['-Infinity..0', 'finite takes all of them'],
  ['0..inf', 'finite takes all of them'],
  ['0..1e999', 'finite takes all that there are'],
  ['1e-400..1', '"1e-400" is nearer to 0 than all numbers: write 0'],
  ['0..1:60*4', 'expected a shape such as 60x4, received "60*4"'],
  ['0..1:0', 'expected a shape such as 60x4'],
  ['onehot:', 'expected onehot, onehot:60x4, onehot:ACGT'],
  ['onehot:60X4', 'expected onehot, onehot:60x4, onehot:ACGT'],
  ['onehot:60x4x2', 'onehot takes length and letters'],
  ['onehot:ACGA', 'two letters of the alphabet "ACGA" are the same'],
  ['onehot:60x4:ACG', 'the alphabet "ACG" has 3 letters, not 4'],
  ['range-of:', 'range-of names no file'],
  ['range-of:#x', 'range-of names no file'],
])('%j is refused', (text, message) => {
  expect(() => parseDomain(text)).toThrow(message)
})

/** Writes a domain as `parseDomain` reads it. */
function spellDomain(spelling: DomainSpelling): string {
  if (spelling.kind === 'range-of') return `range-of:${joinColumns(spelling.path, spelling.columns)}`
  const sides = spelling.shape === undefined ? '' : `:${spelling.shape.join('x')}`
  if (spelling.kind === 'onehot')
    return `onehot${sides}${spelling.alphabet === undefined ? '' : `:${spelling.alphabet}`}`
  if (spelling.kind === 'finite') return `finite${sides}`
  const spell = (value: number) => (Object.is(value, -0) ? '-0' : String(value))
  return spelling.kind === 'value'
    ? `${spell(spelling.value)}${sides}`
    : `${spell(spelling.lo)}..${spell(spelling.hi)}${sides}`
}

/** Writes what `parseDomain` takes for a file and columns of it. */
function joinColumns(file: string, columns: string | undefined): string {
  return columns === undefined && !file.includes('#') ? file : `${file}#${columns ?? ''}`
}
