import { chmod, mkdir, mkdtemp, readlink, rename, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from './run.ts'

/**
 * Links libtensorflow into the package as `deps/{lib,include}`, where its addon looks for it.
 * @param tfjsNode folder of the package @param libtensorflow folder with `lib` and `include`
 */
export async function linkLibtensorflow(tfjsNode: string, libtensorflow: string): Promise<void> {
  const deps = join(tfjsNode, 'deps')
  if ((await linkedTo(deps)) === join(libtensorflow, 'lib')) return
  const making = await mkdtemp(`${deps}-`)
  try {
    for (const name of ['lib', 'include']) await symlink(join(libtensorflow, name), join(making, name))
    // A temporary folder is its owner's alone; the package is for everybody.
    await chmod(making, 0o755)
    await rm(deps, { recursive: true, force: true })
    await rename(making, deps)
  } catch (error) {
    // Another installation at the same time may have been faster.
    if ((await linkedTo(deps)) !== join(libtensorflow, 'lib')) throw error
  } finally {
    await rm(making, { recursive: true, force: true })
  }
}

async function linkedTo(deps: string): Promise<string | undefined> {
  return readlink(join(deps, 'lib')).catch(() => undefined)
}

/**
 * Compiles the package's addon with one call of g++, against the linked libtensorflow: no node-gyp, no Node headers.
 * @param headers folder of the Node-API headers
 * @throws NATIVE_TOOL_MISSING without g++; NATIVE_INSTALL_FAILED when it fails
 */
export async function compileAddon(tfjsNode: string, headers: string): Promise<void> {
  const folder = join(tfjsNode, 'lib', 'napi-v8')
  await mkdir(folder, { recursive: true })
  const making = await mkdtemp(join(folder, 'making-'))
  try {
    const compiled = join(making, 'tfjs_binding.node')
    const how = [
      '-std=c++17',
      '-O2',
      '-fPIC',
      '-shared',
      '-w',
      '-DNAPI_VERSION=8',
      '-DNODE_GYP_MODULE_NAME=tfjs_binding',
    ]
    const include = [tfjsNode, join(tfjsNode, 'deps', 'include'), headers].map((path) => `-I${path}`)
    const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((source) => join(tfjsNode, 'binding', source))
    const link = [`-L${join(tfjsNode, 'deps', 'lib')}`, '-ltensorflow', '-ltensorflow_framework']
    await run('g++', [...how, ...include, ...sources, '-o', compiled, ...link, '-Wl,-rpath,$ORIGIN/../../deps/lib'])
    await rename(compiled, join(folder, 'tfjs_binding.node'))
  } finally {
    await rm(making, { recursive: true, force: true })
  }
}
