import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const MOST = 120
const files = execFileSync('git', ['ls-files', '*.ts', '*.mts', '*.mjs', '*.md'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '' && existsSync(file))

/** Prettier keeps code within 120 columns, and Markdown; comments it leaves as they are. */
test('no line of a comment has more than 120 columns', () => {
  const long = files
    .filter((file) => !file.endsWith('.md'))
    .flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .flatMap((line, i) => (line.length > MOST && isComment(line) ? [`${file}:${i + 1}`] : [])),
    )
  expect(files.length).toBeGreaterThan(1000)
  expect(long).toEqual([])
})

function isComment(line: string): boolean {
  return /^\s*(\/\/|\/\*|\*) /.test(line) && !/\/\/ (oxlint|prettier)-/.test(line)
}
