import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pick } from '../network/random.ts'
import { type Draft, writeDraft } from './draft.ts'
import { anyFile, type Kind } from './kind.ts'
import { mutateBytes, mutateData } from './mutate.ts'

/** What model files are made of, and how often which of them is spoilt. */
interface ModelFiles {
  readonly crafted: Readonly<Record<string, () => Draft>>
  /** Good models. */
  readonly samples: readonly (() => Draft)[]
  /** Shares of files whose weights, and whose JSON's bytes are spoilt; of the rest it is what the JSON says. */
  readonly shares: { readonly weights: number; readonly bytes: number }
}

/** A folder of `model.json` and its weights: crafted ones, then no such files, then good ones that are spoilt. */
export function modelFiles({ crafted, samples, shares }: ModelFiles): Pick<Kind, 'listed' | 'make'> {
  const names = Object.keys(crafted)
  const files = Object.keys(anyFile)
  return {
    listed: names.length + files.length,
    make(folder, n, random) {
      const [name, file] = [names[n], files[n - names.length]]
      if (name !== undefined) {
        writeDraft(folder, crafted[name]!())
        return name
      }
      const { json, weights } = pick(random, samples)()
      writeDraft(folder, { json, weights })
      const path = join(folder, 'model.json')
      if (file !== undefined) {
        rmSync(path)
        anyFile[file]!(path)
        return file
      }
      const which = random()
      if (which < shares.weights) {
        const { how, bytes } = mutateBytes(weights, random)
        writeFileSync(join(folder, 'weights.bin'), bytes)
        return `weights ${how}`
      }
      if (which < shares.weights + shares.bytes) {
        const { how, bytes } = mutateBytes(Buffer.from(JSON.stringify(json)), random)
        writeFileSync(path, bytes)
        return `topology ${how}`
      }
      const { how, data } = mutateData<unknown>(json, random)
      writeFileSync(path, JSON.stringify(data) ?? '')
      return `topology ${how}`
    },
  }
}
