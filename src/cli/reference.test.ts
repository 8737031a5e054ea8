import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { cliReference, environmentTable } from '../../test/cli/reference.ts'

test('src/cli/REFERENCE.md is what the tables of commands and options say', async () => {
  const stale = 'src/cli/REFERENCE.md is stale: `npm run docs:cli` makes it again'
  // oxlint-disable-next-line vitest/valid-expect -- vitest takes a message too
  await expect(await cliReference(), stale).toMatchFileSnapshot('REFERENCE.md')
})

test('it names every variable of the environment that is read, and no other', () => {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
  )
  const read = sources.flatMap((file) =>
    Array.from(
      readFileSync(join(root, file), 'utf8').matchAll(/\b(?:env|environment)\['([A-Z_]+)'\]/g),
      ([, name]) => name,
    ),
  )
  // npm sets it for the package's own preparation.
  const internal = ['_PACOTE_NO_PREPARE_']
  expect(new Set(read)).toEqual(new Set([...Object.keys(environmentTable), ...internal]))
})
