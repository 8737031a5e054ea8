import { OvershootError } from '../../errors.ts'
import { run } from './run.ts'

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

export const compiler: Tool = {
  name: 'g++',
  probe: ['g++', '--version'],
  what: 'compiles the addon',
  debian: 'g++',
}

export const pip: Tool = {
  name: 'python3 with pip',
  // Python may come without its pip; importing it would take a second.
  probe: ['python3', '-c', 'import importlib.util, sys; sys.exit(importlib.util.find_spec("pip") is None)'],
  what: 'downloads and unpacks libtensorflow',
  debian: 'python3-pip',
}

/** Resolves when a tool is installed. @throws NATIVE_TOOL_MISSING when it is not */
export async function requireTool({ name, probe: [program, ...args], what, debian }: Tool): Promise<void> {
  await run(program, args).catch((error: unknown) => {
    const message = `${name} is not installed, which ${what} (on Debian: apt-get install ${debian})`
    throw new OvershootError('NATIVE_TOOL_MISSING', message, { cause: error })
  })
}
