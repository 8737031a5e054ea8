import { access, mkdir, rename, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from './run.ts'
import { libraries, members } from './wheel.ts'

// Headers differ from release to release: those that are missing are not needed either, the compiler will tell.
const extract = `
import sys, zipfile
wheel, target, *members = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    present = set(archive.namelist())
    for member in members:
        if member in present:
            archive.extract(member, target)
`

/** Other names that the linker and the addon look the libraries up by. */
const aliases: readonly (readonly [alias: string, library: string])[] = [
  ['libtensorflow.so', libraries[0]],
  ['libtensorflow.so.2.9.1', libraries[0]],
  ['libtensorflow_framework.so', libraries[1]],
]

/**
 * Makes `folder/lib` and `folder/include` out of the wheel.
 * @throws NATIVE_INSTALL_FAILED when the wheel is no zip or holds no library.
 */
export async function unpack(wheel: string, folder: string): Promise<void> {
  const raw = join(folder, 'unpacked')
  await run('python3', ['-c', extract, wheel, raw, ...members])
  await rename(join(raw, 'tensorflow', 'include'), join(folder, 'include'))
  const lib = join(folder, 'lib')
  await mkdir(lib)
  for (const library of libraries) await rename(join(raw, 'tensorflow', library), join(lib, library))
  await rm(raw, { recursive: true })
  await strip(libraries.map((library) => join(lib, library)))
  for (const [alias, library] of aliases) await symlink(library, join(lib, alias))
}

/** Takes 150 MB of symbols away that nothing here uses. Without `strip` they stay: it only saves space. */
async function strip(files: readonly string[]): Promise<void> {
  for (const file of files) {
    const stripped = `${file}.stripped`
    try {
      await run('strip', ['--strip-unneeded', '-o', stripped, file])
      await access(stripped)
      await rename(stripped, file)
    } catch {
      await rm(stripped, { force: true })
    }
  }
}
