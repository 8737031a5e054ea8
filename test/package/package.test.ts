import { existsSync } from 'node:fs'
import { mkdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../temporaryFolder.ts'
import { fromJson } from '../../src/report/index.ts'
import { mustRun, pack, readmeFiles, root, runIn, tool, writeFiles } from './userProject.ts'

/** The package as its users get it: packed, installed into an empty project, and tried there. */
const folder = temporaryFolder()
const project = join(folder, 'project')
let packed: Awaited<ReturnType<typeof pack>>
let examples: Map<string, string>

beforeAll(async () => {
  packed = await pack(folder)
  examples = await readmeFiles('In a project of your own')
  await mkdir(project)
  await writeFiles(project, [['package.json', '{ "private": true, "type": "module" }\n'], ...examples])
  const { devDependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const peers = ['vitest', 'fast-check'].map((name) => `${name}@${devDependencies[name]}`)
  const how = ['--save-dev', '--prefer-offline', '--no-audit', '--no-fund']
  await mustRun(project, ['npm', 'install', ...how, packed.tarball, ...peers])
}, 300_000)

const overshoot = (...argv: string[]) => ['npx', '--no-install', 'overshoot', ...argv]

test('the tarball holds what was built, in less than 1 MB, and nothing else', async () => {
  const built = packed.paths.filter((path) => path.startsWith('dist/'))
  expect(packed.paths.filter((path) => !built.includes(path)).toSorted()).toEqual([
    'LICENSE',
    'README.md',
    'package.json',
    'src/cli/REFERENCE.md',
    'src/report/verdicts.schema.json',
  ])
  const sources = built.map((path) => path.replace(/^dist/, 'src').replace(/(\.d\.ts|\.js)$/, '.ts'))
  const made = new Set(['src/report/page/client.ts', 'src/report/page/style.css'])
  expect(sources.filter((path) => !existsSync(join(root, path)) && !made.has(path))).toEqual([])
  expect(sources.filter((path) => /\.test\.ts$|\.map$|\.log$|buildinfo|hostile|package\//.test(path))).toEqual([])
  expect(await readFile(join(root, 'dist/index.js'), 'utf8')).not.toContain('sourceMappingURL')
  expect(packed.bytes).toBeLessThan(1e6)
})

test('publint and arethetypeswrong have nothing to say', async () => {
  expect(await runIn(root, [tool('publint'), 'run', packed.tarball, '--strict'])).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('All good!'),
  })
  expect(await runIn(root, [tool('attw'), packed.tarball, '--profile', 'esm-only'])).toMatchObject({ exitCode: 0 })
})

test('installing it brought vitest and fast-check, not tfjs-node, and ran nothing of its own', async () => {
  expect(existsSync(join(project, 'node_modules/vitest'))).toBe(true)
  expect(existsSync(join(project, 'node_modules/fast-check'))).toBe(true)
  expect(existsSync(join(project, 'node_modules/@tensorflow/tfjs-node'))).toBe(false)
  const { scripts } = JSON.parse(await readFile(join(project, 'node_modules/overshoot/package.json'), 'utf8'))
  expect(Object.keys(scripts).filter((name) => /^(pre|post)?(install|prepare)$/.test(name))).toEqual(['postprepare'])
})

describe('the example of the README', () => {
  test('has a claims module and a test', () => {
    expect([...examples.keys()]).toEqual(['chance.claims.ts', 'chance.test.ts'])
  })

  test.each(['nodenext', 'bundler'])('has types, resolved as %s', async (moduleResolution) => {
    const module = moduleResolution === 'bundler' ? 'esnext' : moduleResolution
    const compilerOptions = {
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      allowImportingTsExtensions: true,
      noEmit: true,
      types: [],
      target: 'es2023',
      module,
      moduleResolution,
    }
    const whole = `export * from 'overshoot'\nexport * from 'overshoot/cli'\nexport * from 'overshoot/vitest/reporter'\n`
    const config = JSON.stringify({ compilerOptions, include: ['*.ts'] })
    await writeFiles(project, [
      ['tsconfig.json', config],
      ['whole.ts', whole],
      ['wrong.ts', "import { within } from 'overshoot'\nexport const wrong: number = within(0, 1)\n"],
    ])
    const { stdout } = await runIn(project, [tool('tsc'), '-p', '.'])
    // The declarations of TensorFlow.js do not hold under strict rules; those of this package have to.
    const errors = stdout.split('\n').filter((line) => /^(node_modules\/overshoot\/|\w+(\.\w+)*\.ts\()/.test(line))
    expect(errors).toEqual([expect.stringMatching(/^wrong\.ts\(2,14\): error TS2322/)])
  })

  const bothProved = [
    { claim: 'the deep output lies in [0, 1]', status: 'proved' },
    { claim: 'the sum passes 1', status: 'proved' },
  ]

  async function checkOn(backend: string): Promise<void> {
    const env = { OVERSHOOT_BACKEND: backend }
    const verified = await mustRun(project, overshoot('verify', 'chance.claims.ts', '--json', '-'), env)
    expect(fromJson(verified).verdicts).toMatchObject(bothProved.map((verdict) => ({ ...verdict, backend })))
    const reporter = ['--reporter=overshoot/vitest/reporter', '--reporter=default']
    const tested = await mustRun(project, ['npx', '--no-install', 'vitest', 'run', ...reporter], env)
    expect(tested).toContain('2 claims: 2 proved')
    expect(tested).toMatch(/Tests +2 passed/)
  }

  test('runs on wasm', () => checkOn('wasm'))

  test('runs on native once `overshoot native` has been called, by two at once', async ({ skip }) => {
    const before = await runIn(project, overshoot('native', '--check'))
    const reason = /\[NATIVE_(TOOL_MISSING|UNSUPPORTED)\]/.exec(before.stderr)?.[0]
    if (reason !== undefined) skip(`native cannot be made here: ${before.stderr}`)
    expect(before).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('tfjs-node@4.22.0') })
    const manifest = await readFile(join(project, 'package.json'), 'utf8')
    const made = await Promise.all([1, 2].map(() => runIn(project, overshoot('native'))))
    const offline = made.find(({ stderr }) => stderr.includes('[NATIVE_DOWNLOAD_FAILED]'))
    if (offline !== undefined) skip(`native cannot be made here: ${offline.stderr}`)
    const works = { exitCode: 0, stdout: expect.stringMatching(/^native backend: libtensorflow [\d.]+ works\n$/) }
    expect(made).toMatchObject([works, works])
    expect(await runIn(project, overshoot('native', '--check'))).toMatchObject(works)
    expect(await readFile(join(project, 'package.json'), 'utf8')).toBe(manifest)
    await checkOn('native')
  })
})

test('only overshoot/vitest needs vitest', async () => {
  const vitest = join(project, 'node_modules/vitest')
  await rename(vitest, `${vitest}.away`)
  const load = (name: string) => [process.execPath, '--input-type=module', '-e', `await import('${name}')`]
  expect(await runIn(project, load('overshoot'))).toMatchObject({ exitCode: 0, stderr: '' })
  expect(await runIn(project, load('overshoot/cli'))).toMatchObject({ exitCode: 0, stderr: '' })
  expect((await runIn(project, load('overshoot/vitest'))).stderr).toContain("Cannot find package 'vitest'")
  await rename(`${vitest}.away`, vitest)
})
