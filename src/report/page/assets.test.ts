import { expect, test } from 'vitest'
import { pageAssets } from './assets.ts'

test('script and style are there and cannot end the elements that hold them', () => {
  const { script, style } = pageAssets()
  expect(script).toContain('playground')
  expect(style).toContain('.play-grid')
  expect(`${script}${style}`).not.toMatch(/<\/(?:script|style)|<!--/i)
})

test('the script needs nothing that browsers lack', () => {
  expect(pageAssets().script).not.toMatch(/\brequire\(|\bimport\(|node:|\bBuffer\b/)
})
