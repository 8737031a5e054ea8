import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const MOST = 120
const files = execFileSync('git', ['ls-files', '*.ts', '*.mts', '*.mjs'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '' && existsSync(file))
  .map((file) => ({ file, lines: readFileSync(file, 'utf8').split('\n') }))

/** Prettier keeps code within 120 columns, and Markdown; comments it leaves as they are. */
test('no line of a comment has more than 120 columns', () => {
  const long = files.flatMap(({ file, lines }) =>
    lines.flatMap((line, i) => (line.length > MOST && isComment(line) ? [`${file}:${i + 1}`] : [])),
  )
  expect(files.length).toBeGreaterThan(1000)
  expect(long).toEqual([])
})

test('no line of a comment ends within code', () => {
  const broken = files.flatMap(({ file, lines }) => {
    let isOpen = false
    return lines.flatMap((line, i) => {
      isOpen = isComment(line) && isOpen === (line.split('`').length % 2 === 1)
      return isOpen ? [`${file}:${i + 1}`] : []
    })
  })
  expect(broken).toEqual([])
})

function isComment(line: string): boolean {
  return /^\s*(\/\/|\/\*|\*) /.test(line) && !/\/\/ (oxlint|prettier)-/.test(line)
}
