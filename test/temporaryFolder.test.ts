import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from './temporaryFolder.ts'

const ofFile = temporaryFolder()
const gone: string[] = []

function checkIsEmpty(folder: string): void {
  expect(readdirSync(folder)).toEqual([])
  writeFileSync(join(folder, 'file'), '')
}

describe('a group', () => {
  const ofGroup = temporaryFolder()
  gone.push(ofGroup)

  test('has a folder, and so have its file and each test', () => {
    const ofTest = temporaryFolder()
    gone.push(ofTest)
    for (const folder of [ofFile, ofGroup, ofTest]) checkIsEmpty(folder)
  })

  test('keeps it, where that of a test is gone', () => {
    expect([ofGroup, gone[1]!].map((folder) => existsSync(folder))).toEqual([true, false])
  })
})

test('after a group its folder is gone, and that of the file is kept', () => {
  expect([ofFile, ...gone].map((folder) => existsSync(folder))).toEqual([true, false, false])
})
