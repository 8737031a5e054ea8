import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { columnsOf } from '../../src/cli/check/inputColumns.ts'
import { rangesOf } from '../../src/cli/check/toDomain.ts'
import { readCsv } from '../../src/files/readCsv.ts'
import { pick } from '../network/random.ts'
import { anyFile, type Kind } from './kind.ts'
import { mutateBytes } from './mutate.ts'

const good = [
  'dplus,x.0,x.1,x.2\n1,2,3,4\n-1e-3,0.5,1e3,-7\n',
  '\ufeffdplus;dplus,"x.0",x.1,"x.2, really"\r\n"1","2","3","4"\r\n',
  `dplus,text\n${Array.from({ length: 50 }, (_, i) => `${i / 7},"row ""${i}"", ACGT"`).join('\n')}\n`,
].map((text) => Buffer.from(text))

const crafted: Readonly<Record<string, () => string>> = {
  'one cell': () => 'dplus',
  'a header of 500,000 names': () => `${Array.from({ length: 500_000 }, (_, i) => i).join()}\n1\n`,
  'a header of equal names': () => `${'a,'.repeat(400_000)}a\n1\n`,
  'a name of 1 MB': () => `${'a'.repeat(2 ** 20)}\n1\n`,
  'two million rows': () => `dplus\n${'1\n'.repeat(2_000_000)}`,
  'ten million commas': () => `dplus\n${','.repeat(1e7)}\n`,
  'quotes only': () => '"'.repeat(1e6),
  'a quote that spans 30 MB': () => `dplus\n"${'1\n'.repeat(1.5e7)}`,
  'carriage returns only': () => '\r'.repeat(1e6),
  'numbers past all numbers': () => 'dplus\n1e400\n',
  'a number of a million digits': () => `dplus\n${'9'.repeat(1e6)}\n`,
  'columns named as all objects have': () => '__proto__,constructor,dplus\n1,2,3\n',
  'control characters': () => 'dplus,\u001b[2J\n\u001b[2J,1\n',
}

/** Tables, whose numbers a check takes its inputs from. */
export function table(): Kind {
  const listed = [...Object.keys(anyFile), ...Object.keys(crafted)]
  return {
    listed: listed.length,
    make(folder, n, random) {
      const path = join(folder, 'rows.csv')
      const name = listed[n]
      if (name === undefined) {
        const { how, bytes } = mutateBytes(pick(random, good), random)
        writeFileSync(path, bytes)
        return how
      }
      if (anyFile[name]) anyFile[name](path)
      else writeFileSync(path, crafted[name]!())
      return name
    },
    async read(folder) {
      const csv = await readCsv(join(folder, 'rows.csv'))
      const { lo, hi } = rangesOf(csv, columnsOf(csv, 'dplus', undefined))
      if (lo.some((low, i) => !(low <= hi[i]!))) throw new Error('a range without numbers')
      return 'valid'
    },
  }
}
