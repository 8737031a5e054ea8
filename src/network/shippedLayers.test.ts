import { expect, test } from 'vitest'
import { readers } from './layers/index.ts'
import { shippedLayers } from './shippedLayers.ts'

test('every layer that can be read is known by its class', () => {
  expect([...readers.keys()].filter((name) => !shippedLayers.has(name))).toEqual([])
})
