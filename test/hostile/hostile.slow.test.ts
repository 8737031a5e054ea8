import { expect, test } from 'vitest'
import { runHostile } from './runHostile.ts'

test('files that are broken or forged end in an error with a code, or are read', { timeout: 1_800_000 }, async () => {
  const cases = {
    model: 300,
    certificate: 110,
    counterexample: 60,
    baseline: 50,
    verdicts: 50,
    csv: 50,
    table: 50,
    command: 60,
    onnx: 150,
    vnnlib: 150,
    keras: 150,
    graph: 150,
    saved: 150,
  }
  const outcomes = await runHostile({ cases, seed: 7, patience: 300_000 })
  expect(outcomes.filter(({ faults }) => faults.length > 0)).toEqual([])
  expect(outcomes.length).toBe(Object.values(cases).reduce((sum, count) => sum + count, 0))
  const seen = (kind: string) => new Set(outcomes.filter((one) => one.kind === kind).map(({ outcome }) => outcome))
  // Cases that all end the same way would try nothing.
  expect(seen('model')).toEqual(
    new Set(['FILE_UNREADABLE', 'MODEL_INVALID', 'MODEL_UNREADABLE', 'SETTING_UNSUPPORTED', 'valid']),
  )
  expect(seen('certificate')).toEqual(new Set(['FILE_UNREADABLE', 'rejected', 'valid']))
  expect(seen('counterexample')).toEqual(new Set(['COUNTEREXAMPLE_UNREADABLE', 'valid']))
  expect(seen('baseline')).toEqual(new Set(['FILE_UNREADABLE', 'none', 'valid']))
  expect(seen('verdicts')).toEqual(new Set(['FILE_UNREADABLE', 'not read', 'valid']))
  expect(seen('onnx')).toEqual(
    new Set(['BATCH_MIXED', 'FILE_UNREADABLE', 'MODEL_INVALID', 'MODEL_UNREADABLE', 'OPERATOR_UNSUPPORTED', 'valid']),
  )
  expect(seen('keras')).toEqual(
    new Set(['FILE_UNREADABLE', 'MODEL_INVALID', 'MODEL_UNREADABLE', 'SETTING_UNSUPPORTED', 'valid']),
  )
  expect(seen('graph')).toEqual(
    new Set([
      'BATCH_MIXED',
      'FILE_UNREADABLE',
      'MODEL_INVALID',
      'MODEL_UNREADABLE',
      'OPERATOR_UNSUPPORTED',
      'opaque',
      'valid',
    ]),
  )
  expect(seen('saved')).toEqual(new Set(['FILE_UNREADABLE', 'MODEL_UNREADABLE', 'SETTING_UNSUPPORTED', 'valid']))
  expect(seen('vnnlib')).toEqual(
    new Set(['FILE_UNREADABLE', 'PROPERTY_INVALID', 'PROPERTY_UNSUPPORTED', 'misfit', 'valid']),
  )
  expect(seen('table')).toEqual(new Set(['DATA_ROW_INVALID', 'DOMAIN_MISMATCH', 'FILE_UNREADABLE', 'valid']))
  expect([...seen('command')]).toEqual(expect.arrayContaining(['exit 0', 'exit 1', 'USAGE', 'DOMAIN_MISMATCH']))
  expect(seen('csv')).toEqual(new Set(['DATA_ROW_INVALID', 'FILE_UNREADABLE', 'valid']))
})
