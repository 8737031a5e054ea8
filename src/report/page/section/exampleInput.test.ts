import { expect, test } from 'vitest'
import { exampleInput } from './exampleInput.ts'

const letters = { description: 'oneHot 3x2', shape: [3, 2] }
const values = [1, 0, 0, 1, 1, 0]
const draw = (...given: Parameters<typeof exampleInput>) => String(exampleInput(...given))
const matter = { input: 's', index: 1, value: 1, simplest: 0, without: 0 }

test('writes a sequence in its alphabet and marks what matters', () => {
  const drawn = draw('s', values, letters, 'AC', [matter])
  expect(drawn).toContain('<span class="pale">A</span><mark>C</mark><span class="pale">A</span>')
  expect(drawn).toMatch(/<b>C<\/b>, from letter 2 to 2/)
})

test('writes digits where no alphabet fits', () => {
  expect(draw('s', values, letters, 'ACGT', [matter])).toContain('<mark>1</mark>')
  expect(draw('s', values, letters, undefined, [])).toContain('<span class="pale">0</span>1<span class="pale">0</span>')
})

test('takes numbers that are 0 and 1 by chance for numbers', () => {
  const drawn = draw('s', values, { description: '0..1 3x2', shape: [3, 2] }, 'AC', [])
  expect(drawn).not.toContain('class="letters"')
  expect(drawn.match(/<li>/g)).toHaveLength(6)
})

test('writes few numbers to the bit', () => {
  const drawn = draw('x', [Math.fround(0.1), -0, NaN], { description: '0..1 3', shape: [3] }, undefined, [])
  expect(Array.from(drawn.matchAll(/<li>(.*?)<\/li>/g), ([, text]) => text)).toEqual(['0.1', '-0', 'NaN'])
})

test('draws many numbers by sign and size, one path a shade, and names those that are not 0', () => {
  const many = Array.from({ length: 64 }, (_, i) => (i === 3 ? 2 : i === 5 ? -0.4 : 0))
  const drawn = draw('x', many, { description: '-2..2 64', shape: [64] }, undefined, [])
  expect(Array.from(drawn.matchAll(/<path\s+class="(.*?)"/g), ([, shade]) => shade).sort()).toEqual([
    'negative-1',
    'positive-4',
    'zero',
  ])
  expect(drawn).toContain('64 numbers, 0 but for {3: 2, 5: -0.4}')
})

test('describes more numbers than can be drawn', () => {
  const drawn = draw(
    'x',
    Array.from({ length: 5000 }, (_, i) => i % 2),
    { description: '0..1 5000', shape: [5000] },
    undefined,
    [],
  )
  expect(drawn).not.toContain('<svg')
  expect(drawn).toContain('5000 numbers from 0 to 1, 2500 of them not 0')
})
