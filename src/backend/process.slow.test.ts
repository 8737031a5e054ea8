import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/temporaryFolder.ts'

/**
 * What only a process of its own can show: what starts where something is missing, what is printed, exit codes. It runs
 * in a compiled copy of the package with the same dependencies installed, except `@tensorflow/tfjs-node`.
 */
const folder = temporaryFolder()
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

beforeAll(() => {
  for (const name of ['home', 'empty', 'bin']) mkdirSync(join(folder, name))
  const sources = readdirSync(join(root, 'src', 'backend'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => join('backend', file))
  for (const file of ['errors.ts', ...sources]) compile(file)
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  mkdirSync(join(folder, 'node_modules', '@tensorflow'), { recursive: true })
  for (const name of ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm', 'node-api-headers'])
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name))
  symlinkSync(process.execPath, join(folder, 'bin', 'node'))
})

function compile(file: string): void {
  const compilerOptions: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    verbatimModuleSyntax: true,
    rewriteRelativeImportExtensions: true,
  }
  const { outputText } = ts.transpileModule(readFileSync(join(root, 'src', file), 'utf8'), { compilerOptions })
  const target = join(folder, file.replace(/\.ts$/, '.js'))
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, outputText)
}

interface Settings {
  env?: Record<string, string>
  node?: string[]
  args?: string[]
}

/** Runs a file of the copy. */
function runFile(file: string, { env = {}, node = [], args = [] }: Settings = {}) {
  const { OVERSHOOT_BACKEND: _, ...inherited } = process.env
  const { status, stdout, stderr } = spawnSync(process.execPath, [...node, join(folder, file), ...args], {
    cwd: join(folder, 'empty'),
    encoding: 'utf8',
    env: { ...inherited, HOME: join(folder, 'home'), XDG_CACHE_HOME: '', ...env },
  })
  // What Node says about its own flags is not ours.
  return { status, stdout, stderr: stderr.replaceAll(/^Warning: disabling flag.*\n/gm, '') }
}

/** Runs statements that may use the backend; what they pass to `show` is all that should come on stdout. */
function runProgram(statements: string, settings?: Settings) {
  const program = `
    import { backendDescription, currentBackend, useBackend } from './backend/useBackend.js'
    const show = (value) => process.stdout.write(JSON.stringify(value))
    ${statements}`
  writeFileSync(join(folder, 'program.js'), program)
  return runFile('program.js', settings)
}

/** Shows what a call rejects with or resolves to. */
const showUse = (name: string) => `show(await useBackend(${name}).catch(({ code, message }) => ({ code, message })))`

describe('without tfjs-node', () => {
  test('auto is wasm, which computes, and nothing else is printed', () => {
    const program = `
      await useBackend()
      const { tf } = await import('./backend/tf.js')
      show([currentBackend(), backendDescription(), ...tf.sigmoid([0]).dataSync()])`
    expect(runProgram(program)).toEqual({ status: 0, stdout: '["wasm","wasm (tfjs 4.22.0)",0.5]', stderr: '' })
  })

  test('without WebAssembly auto is cpu, which does not greet', () => {
    const program = `
      await useBackend()
      const { tf } = await import('./backend/tf.js')
      show([currentBackend(), ...tf.sigmoid([0]).dataSync()])`
    const result = runProgram(program, { node: ['--jitless'] })
    expect(result).toEqual({ status: 0, stdout: '["cpu",0.5]', stderr: '' })
  })

  test('what is asked for by name is never replaced', () => {
    const native = {
      code: 'BACKEND_UNAVAILABLE',
      message: 'the native backend does not load. `npx overshoot native` makes it or says what is in the way',
    }
    const byName = runProgram(showUse("'native'"))
    expect(byName.stderr).toBe('')
    expect(JSON.parse(byName.stdout)).toEqual(native)
    expect(JSON.parse(runProgram(showUse(''), { env: { OVERSHOOT_BACKEND: 'native' } }).stdout)).toEqual(native)
    const wasm = runProgram(showUse("'wasm'"), { node: ['--jitless'] })
    expect(wasm.stderr).toBe('')
    expect(JSON.parse(wasm.stdout)).toMatchObject({
      code: 'BACKEND_UNAVAILABLE',
      message: expect.stringContaining('without WebAssembly'),
    })
  })

  test('a start that fails leaves what was in use: nothing, or another backend', () => {
    const program = `
      await useBackend('native').catch(() => undefined)
      const before = await useBackend('native').catch(() => { try { currentBackend() } catch ({ message }) { return message } })
      await useBackend('cpu')
      await useBackend('native').catch(() => undefined)
      show([before, currentBackend()])`
    expect(JSON.parse(runProgram(program).stdout)).toEqual([
      'no backend was started yet: call `await useBackend()` first',
      'cpu',
    ])
  })
})

describe('importing the package', () => {
  const program = `
    const { tf } = await import('./backend/ready.js')
    show([currentBackend(), ...tf.sigmoid([0]).dataSync()])`

  test('starts the default backend', () => {
    expect(runProgram(program).stdout).toBe('["wasm",0.5]')
    expect(runProgram(program, { env: { OVERSHOOT_BACKEND: 'cpu' } }).stdout).toBe('["cpu",0.5]')
  })

  test('leaves a backend that is being started', () => {
    expect(runProgram(`useBackend('cpu')\n${program}`).stdout).toBe('["cpu",0.5]')
  })

  test('fails where the environment names no backend', () => {
    const { status, stderr } = runProgram(program, { env: { OVERSHOOT_BACKEND: 'gpu' } })
    expect(status).not.toBe(0)
    expect(stderr).toContain('expected one of auto, native, wasm, cpu, onnxruntime, received OVERSHOOT_BACKEND="gpu"')
  })
})

describe.runIf(process.platform === 'linux' && process.arch === 'x64')('making native where a tool is missing', () => {
  const make = () =>
    runProgram(
      `const { installNative } = await import('./backend/native/installNative.js')
      show(await installNative(show).catch(({ code, message }) => [code, message]))`,
      { env: { PATH: join(folder, 'bin') } },
    )

  test('is an error that names it, before anything is done, and no more than a line after an installation', () => {
    // Neither g++ nor python3.
    const message = 'g++ is not installed, which compiles the addon (on Debian: apt-get install g++)'
    expect(make()).toEqual({ status: 0, stdout: JSON.stringify(['NATIVE_TOOL_MISSING', message]), stderr: '' })
    expect(runFile('backend/native/prepare.js', { env: { PATH: join(folder, 'bin') } })).toEqual({
      status: 0,
      stdout: '',
      stderr: `native backend: not available, ${message}; wasm will be used (to try again: npx overshoot native)\n`,
    })
    expect(readdirSync(join(folder, 'home'))).toEqual([])
  })

  test('is not tried where npm builds the package for a project that depends on its repository', () => {
    const env = { PATH: join(folder, 'bin'), _PACOTE_NO_PREPARE_: '' }
    expect(runFile('backend/native/prepare.js', { env })).toEqual({ status: 0, stdout: '', stderr: '' })
  })

  test.runIf(existsSync('/usr/bin/g++'))('names python3 and its pip', () => {
    symlinkSync('/usr/bin/g++', join(folder, 'bin', 'g++'))
    const message =
      'python3 with pip is not installed, which downloads and unpacks libtensorflow (on Debian: apt-get install python3-pip)'
    expect(make().stdout).toBe(JSON.stringify(['NATIVE_TOOL_MISSING', message]))
    expect(readdirSync(join(folder, 'home'))).toEqual([])
  })
})
