import { copyFile, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { tf } from '../../../src/backend/tf.ts'

const require = createRequire(import.meta.url)
const home = join(require.resolve('@tensorflow/tfjs/package.json'), '..', '..', '..')
const packages = [
  'tfjs',
  'tfjs-backend-cpu',
  'tfjs-backend-webgl',
  'tfjs-converter',
  'tfjs-core',
  'tfjs-data',
  'tfjs-layers',
]

/** TensorFlow.js once more, as a project has it that brings a copy of its own: the same files in another place. */
export async function secondCopy(): Promise<typeof tf> {
  return withCopy((path) => require(path) as typeof tf)
}

/** Where such a copy lies as long as `use` takes. */
export async function withCopy<T>(use: (path: string) => T | Promise<T>): Promise<T> {
  return inPlace(async (folder) => {
    for (const name of packages) {
      const { main } = require(`@tensorflow/${name}/package.json`) as { main: string }
      const to = join(folder, 'node_modules', '@tensorflow', name)
      await mkdir(join(to, dirname(main)), { recursive: true })
      for (const file of ['package.json', main]) await copyFile(join(home, '@tensorflow', name, file), join(to, file))
    }
    return use(join(folder, 'node_modules', '@tensorflow', 'tfjs'))
  })
}

/** The same as one file that a minifier wrote. */
export async function minifiedCopy(): Promise<typeof tf> {
  return inPlace(async (folder) => {
    await copyFile(join(home, '@tensorflow', 'tfjs', 'dist', 'tf.es2017.min.js'), join(folder, 'tf.cjs'))
    return require(join(folder, 'tf.cjs')) as typeof tf
  })
}

/** What else they need is in the folder above. */
async function inPlace<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'overshoot-copy-'))
  try {
    await symlink(home, join(folder, 'node_modules'))
    await mkdir(join(folder, 'own'))
    return await use(join(folder, 'own'))
  } finally {
    await rm(folder, { recursive: true })
  }
}
