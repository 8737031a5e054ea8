import { expect, test } from 'vitest'
import { lostNative } from './chooseBackend.ts'

test.each([
  [undefined, 'wasm', true, 'wasm is used: '],
  ['', 'wasm', true, 'wasm is used: '],
  ['auto', 'cpu', true, 'cpu is used: '],
  ['auto', 'native', true, undefined],
  ['auto', 'wasm', false, undefined],
  ['wasm', 'wasm', true, undefined],
] as const)('asked for %s, with %s used and native set up before: %s, it says %s', (asked, used, before, start) => {
  const line = lostNative({ asked, used, before })
  expect(line?.slice(0, start?.length)).toBe(start)
  expect(line === undefined || /npm install.*`npx overshoot native` sets it up again$/.test(line)).toBe(true)
})
