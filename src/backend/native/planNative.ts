import { existsSync } from 'node:fs'
import { OvershootError } from '../../errors.ts'
import { cacheFolder } from './cacheFolder.ts'
import { checkTfjsNode } from './check.ts'
import { libtensorflowFolder } from './libtensorflow.ts'
import { projectFolder, tfjsNodeFolder, tfjsNodeRelease } from './tfjsNode.ts'
import { type Wheel, wheelFor } from './wheel.ts'
import { run } from './run.ts'

/** What has to be done for a native backend. */
export interface NativePlan {
  readonly wheel: Wheel
  /** One line each: what is downloaded or built, from where, how large it is, where it goes. */
  readonly steps: readonly string[]
}

/** Resolves to the version of libtensorflow where the native backend works, else to nothing. */
export async function nativeVersion(): Promise<string | undefined> {
  const folder = tfjsNodeFolder()
  return folder === undefined ? undefined : checkTfjsNode(folder).catch(() => undefined)
}

/**
 * What `installNative` would do where the native backend does not work yet. Nothing is changed.
 * @throws NATIVE_UNSUPPORTED where there is no libtensorflow for the platform; NATIVE_TOOL_MISSING for a missing
 * program
 */
export async function planNative(): Promise<NativePlan> {
  const wheel = wheelFor(process.platform, process.arch)
  if (wheel === undefined)
    throw new OvershootError(
      'NATIVE_UNSUPPORTED',
      `the native backend is made on Linux x64 only, not on ${process.platform} ${process.arch}`,
    )
  await requireTool(compiler)
  const cache = cacheFolder()
  const { download, kept } = wheel.megabytes
  const steps = ['compile its addon with g++']
  if (!existsSync(libtensorflowFolder(wheel, cache))) {
    await requireTool(pip)
    const source = `${wheel.project} ${wheel.version} from the Python package index`
    steps.unshift(`download ${source}, ${download} MB, for libtensorflow, ${kept} MB in ${cache}`)
  }
  if (tfjsNodeFolder() === undefined)
    steps.unshift(
      `download ${tfjsNodeRelease} and what it needs from npm, 50 packages of 10 MB, into ${projectFolder()}/node_modules`,
    )
  return { wheel, steps }
}

/**
 * A program that the installation calls: how to see that it is there, what for, and the packages of Debian that have
 * it.
 */
interface Tool {
  readonly name: string
  readonly probe: readonly [program: string, ...args: string[]]
  readonly what: string
  readonly debian: string
}

const compiler: Tool = {
  name: 'g++',
  probe: ['g++', '--version'],
  what: 'compiles the addon',
  debian: 'g++',
}

const pip: Tool = {
  name: 'python3 with pip',
  // Python may come without its pip; importing it would take a second.
  probe: ['python3', '-c', 'import importlib.util, sys; sys.exit(importlib.util.find_spec("pip") is None)'],
  what: 'downloads and unpacks libtensorflow',
  debian: 'python3-pip',
}

/** Resolves when a tool is installed. @throws NATIVE_TOOL_MISSING when it is not */
async function requireTool({ name, probe: [program, ...args], what, debian }: Tool): Promise<void> {
  await run(program, args).catch((error: unknown) => {
    const message = `${name} is not installed, which ${what} (on Debian: apt-get install ${debian})`
    throw new OvershootError('NATIVE_TOOL_MISSING', message, { cause: error })
  })
}
