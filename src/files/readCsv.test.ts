import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/temporaryFolder.ts'
import { numberAt, readCsv } from './readCsv.ts'

const path = join(temporaryFolder(), 'rows.csv')

async function read(content: string | Buffer) {
  await writeFile(path, content)
  return readCsv(path)
}

test.each([
  ['plain', 'a,b\n1,x\n2,y\n'],
  ['with a byte order mark and line ends of Windows', '\ufeffa,b\r\n1,x\r\n2,y'],
  ['with quotes, spaces and empty lines at the end', '"a" , b\n 1, "x"\n"2",y\n\n\r\n'],
])('a table %s', async (_, content) => {
  const { header, rows } = await read(content)
  expect(header).toEqual(['a', 'b'])
  expect(rows).toEqual([
    { line: 2, cells: ['1', 'x'] },
    { line: 3, cells: ['2', 'y'] },
  ])
})

test('quoted cells may hold commas, quotes and line ends; a row is named by the line where it ends', async () => {
  const { rows } = await read('a,b\n"1,\n""2""",x\n3,y\n')
  expect(rows).toEqual([
    { line: 3, cells: ['1,\n"2"', 'x'] },
    { line: 4, cells: ['3', 'y'] },
  ])
})

test.each([
  ['nothing', '', 'DATA_ROW_INVALID', 'line 1: expected a row of column names'],
  ['names only', 'a,b\n', 'DATA_ROW_INVALID', 'line 1: expected a row of column names and at least one row'],
  ['a name twice', 'a,b,a\n1,2,3\n', 'DATA_ROW_INVALID', 'line 1: column 3 has the name "a" of another one'],
  ['an empty name', 'a,,b\n1,2,3\n', 'DATA_ROW_INVALID', 'line 1: column 2 has no name'],
  ['a row too short', 'a,b\n1,2\n3\n', 'DATA_ROW_INVALID', 'line 3: 1 cells where the first row has 2'],
  ['a row too long', 'a,b\n1,2,3\n', 'DATA_ROW_INVALID', 'line 2: 3 cells where the first row has 2'],
  ['an empty line between', 'a,b\n\n1,2\n', 'DATA_ROW_INVALID', 'line 2: 1 cells'],
  ['a quote that is not closed', 'a,b\n1,"2\n', 'DATA_ROW_INVALID', 'line 2: Quote Not Closed'],
  ['a quote inside a cell', 'a,b\n1,2"3\n', 'DATA_ROW_INVALID', 'line 2: Invalid Opening Quote'],
  ['a row without end', `a\n${'1'.repeat(2 ** 20 + 9)}\n`, 'DATA_ROW_INVALID', 'line 2: Max Record Size'],
  ['too many cells', `a\n${'1\n'.repeat(2 ** 21 + 1)}`, 'DATA_ROW_INVALID', 'lines are too many'],
  ['bytes that are no text', Buffer.of(0x61, 0x0a, 0xff, 0xfe), 'FILE_UNREADABLE', 'not text in UTF-8'],
  ['more bytes than are read', Buffer.alloc(2 ** 25 + 1), 'FILE_UNREADABLE', 'too many'],
])('%s is an error with a place', async (_, content, code, message) => {
  const error = await read(content).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code, message: expect.stringContaining(path) as string })
  expect((error as Error).message).toContain(message)
})

test('a file that is not there is an error', async () => {
  await expect(readCsv(`${path}.none`)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
})

test('a number is read as JavaScript reads it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.double({ noNaN: true, noDefaultInfinity: true }), async (value) => {
      const csv = await read(`x\n${value}\n`)
      // The text of -0 has no sign.
      expect(numberAt(csv, csv.rows[0]!, 0)).toBe(value === 0 ? 0 : value)
    }),
    { numRuns: 50, seed: 1 },
  )
})

test.each(['', 'NaN', 'Infinity', '1e400', '0x10', '1 2', '1.2.3', 'x', '\u001b[2J', '-'])(
  'a cell of %j is no number: the error names line and column',
  async (text) => {
    const csv = await read(`name,dplus\na,1\nb,${text}\n`)
    expect(() => numberAt(csv, csv.rows[1]!, 1)).toThrow(`${path}: line 3: column dplus: expected a number, received "`)
  },
)
