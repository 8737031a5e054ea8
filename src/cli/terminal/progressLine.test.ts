import { expect, test } from 'vitest'
import { progressLine } from './progressLine.ts'

const progress = { claim: 'a claim\nof two lines', phase: 'search', cases: 4096, observed: [0.1, 0.99999994] } as const
const shown = { ...progress, observed: [0.1, 0.99999994] as [number, number] }

test('rewrites one line of a terminal, and not more often than people can read', () => {
  let text = ''
  const line = progressLine({ isTTY: true, columns: 70, write: (more) => (text += more) })
  for (let i = 0; i < 1000; i++) line.show(shown, '1/2')
  line.clear()
  const lines = text.split('\r\u001B[2K')
  expect(lines[1]).toBe('1/2 search, 4096 cases, [0.1, 0.99999994]: a claim of two lines')
  expect(lines.at(-1)).toBe('')
  expect(lines.length).toBeLessThan(100)
})

test('says how many regions are bounded, on the way to a proof', () => {
  let text = ''
  const line = progressLine({ write: (more) => (text += more) }, 0)
  for (const regions of [1, 64]) line.show({ ...shown, phase: 'bounds', regions }, '1/1')
  expect(text).toBe(
    '1/1 bounds, 1 region, [0.1, 0.99999994]: a claim of two lines\n' +
      '1/1 bounds, 64 regions, [0.1, 0.99999994]: a claim of two lines\n',
  )
})

test('writes whole lines now and then where there is no terminal, and none for short work', () => {
  const written = (pause?: number) => {
    let text = ''
    const line = progressLine({ write: (more) => (text += more) }, pause)
    line.show(shown, '1/2')
    line.show(shown, '2/2')
    line.clear()
    return text
  }
  expect(written()).toBe('')
  expect(written(0)).toMatch(/^1\/2 search, 4096 cases.*: a claim of two lines\n2\/2 search.*\n$/)
})
