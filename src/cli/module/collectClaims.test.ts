import { expect, test } from 'vitest'
import { startCpu } from '../../backend/cpu/startCpu.ts'
import { tf } from '../../backend/tf.ts'
import { always, claim, interval, within, type Claim } from '../../claim/index.ts'
import { collectClaims } from './collectClaims.ts'

await startCpu()
const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] })
const named = (name: string): Claim => claim(name, model, { inputs: interval(0, 1), holds: always(within(0, 1)) })
const names = (exports: Record<string, unknown>, source?: string) =>
  collectClaims(exports, source).map(({ name }) => name)

test('finds claims by themselves, in arrays and in nested objects, each once, and calls nothing', () => {
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(named) as [Claim, Claim, Claim, Claim]
  const circle: Record<string, unknown> = { d }
  circle['self'] = circle
  const called = () => expect.unreachable()
  expect(
    names({ a, list: [b, [c, a]], nested: { deeper: circle }, model, domain: interval(0, 1), called, nothing: null }),
  ).toEqual(['a', 'b', 'c', 'd'])
})

test('keeps the order of the source, which the export names have not', () => {
  const source = `
    // alpha comes second
    export const zulu = claim('z', …)
    export const alpha = claim('a', …), $mid = claim('m', …)
    export default [claim('d', …)]
    const inner = claim('i', …)
    export { inner as beta }
    export * from './more.ts'`
  const exports = {
    $mid: named('m'),
    alpha: named('a'),
    beta: named('i'),
    default: [named('d')],
    more: named('e'),
    zulu: named('z'),
  }
  expect(names(exports, source)).toEqual(['z', 'a', 'm', 'd', 'i', 'e'])
})
