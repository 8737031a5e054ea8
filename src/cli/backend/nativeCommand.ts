import { installNative } from '../../backend/native/installNative.ts'
import { nativeVersion, planNative } from '../../backend/native/planNative.ts'
import type { Command } from '../command.ts'
import { exitCodes } from '../exitCodes.ts'

/** `overshoot native`: makes the native backend for the project that the package is installed in. */
export const nativeCommand: Command = {
  name: 'native',
  doc: 'make the native backend for this project: says what it downloads, downloads libtensorflow and compiles its addon',
  options: ['check'],
  async run(_args, { check = false }, io) {
    if (check) {
      const version = await nativeVersion()
      const steps = version === undefined ? (await planNative()).steps : []
      const lines = version === undefined ? ['does not work yet; `overshoot native` will:', ...steps] : [works(version)]
      io.stdout.write(`native backend: ${lines.join('\n- ')}\n`)
      return version === undefined ? exitCodes.failed : exitCodes.passed
    }
    const version = await installNative((line) => void io.stderr.write(`native backend: ${line}\n`))
    io.stdout.write(`native backend: ${works(version)}\n`)
    return exitCodes.passed
  },
}

function works(version: string): string {
  return `libtensorflow ${version} works`
}
