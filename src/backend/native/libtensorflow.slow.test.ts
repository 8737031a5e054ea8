import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, readFile, readdir, readlink, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/temporaryFolder.ts'
import { libtensorflow } from './libtensorflow.ts'
import { type Wheel, members, wheelFor } from './wheel.ts'

test('only Linux on x64 has a wheel that was tried', () => {
  expect(wheelFor('linux', 'x64')).toMatchObject({ project: 'tensorflow-cpu', version: '2.15.1' })
  expect(wheelFor('linux', 'arm64')).toBeUndefined()
  expect(wheelFor('darwin', 'arm64')).toBeUndefined()
  expect(wheelFor('win32', 'x64')).toBeUndefined()
})

const hasPip = spawnSync('python3', ['-c', 'import pip']).status === 0

/** The real pip and the real archive tools, on a wheel that has tiny files for its libraries. */
describe.skipIf(!hasPip)('a wheel from a local folder', () => {
  const makeWheel = `
import sys, zipfile
path, *members = sys.argv[1:]
info = 'overshoot_tiny-1.0.dist-info'
with zipfile.ZipFile(path, 'w') as wheel:
    for member in members: wheel.writestr(member, 'content of ' + member)
    wheel.writestr('tensorflow/unwanted.py', '')
    wheel.writestr(info + '/METADATA', 'Metadata-Version: 2.1\\nName: overshoot-tiny\\nVersion: 1.0\\n')
    wheel.writestr(info + '/WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: false\\nTag: cp311-cp311-manylinux2014_x86_64\\n')
    wheel.writestr(info + '/RECORD', '')
`
  const environment = { ...process.env }
  const lines: string[] = []
  const log = (line: string) => lines.push(line)
  const folder = temporaryFolder()
  let wheel: Wheel
  let cache = ''

  beforeAll(async () => {
    const file = join(folder, 'overshoot_tiny-1.0-cp311-cp311-manylinux2014_x86_64.whl')
    // One header is missing, as in other releases.
    const held = members.filter((member) => !member.endsWith('/tf_buffer.h'))
    spawnSync('python3', ['-c', makeWheel, file, ...held])
    const sha256 = createHash('sha256')
      .update(await readFile(file))
      .digest('hex')
    wheel = {
      project: 'overshoot-tiny',
      version: '1.0',
      pythonVersion: '311',
      platforms: ['manylinux2014_x86_64'],
      sha256,
      megabytes: { download: 1, kept: 1 },
    }
    process.env['PIP_NO_INDEX'] = '1'
    process.env['PIP_FIND_LINKS'] = folder
  })

  afterAll(() => void (process.env = environment))

  beforeEach(() => (cache = temporaryFolder()))

  /** Leaves what a build leaves that is killed while it unpacks. */
  async function leaveHalf(name: string): Promise<string> {
    await mkdir(join(cache, name, 'lib'), { recursive: true })
    await writeFile(join(cache, name, 'lib', 'libtensorflow_cc.so.2'), 'the first ha')
    return join(cache, name)
  }

  test('gives the libraries under all their names, the headers, and nothing else; nothing of it from killed builds', async () => {
    const left = await Promise.all(['making-killed', 'making-old'].map((name) => leaveHalf(name)))
    const twoHoursAgo = new Date(Date.now() - 2 * 60 * 60 * 1000)
    await utimes(String(left[1]), twoHoursAgo, twoHoursAgo)
    const made = await libtensorflow(wheel, cache, log)
    expect((await readdir(cache)).filter((name) => name.startsWith('making-'))).toEqual(['making-killed'])
    expect((await readdir(made)).toSorted()).toEqual(['include', 'lib'])
    expect((await readdir(join(made, 'lib'))).toSorted()).toEqual([
      'libtensorflow.so',
      'libtensorflow.so.2.9.1',
      'libtensorflow_cc.so.2',
      'libtensorflow_framework.so',
      'libtensorflow_framework.so.2',
    ])
    // What strip refuses stays as it was.
    expect(await readFile(join(made, 'lib/libtensorflow.so'), 'utf8')).toMatch(/libtensorflow_cc\.so\.2$/)
    expect(await readlink(join(made, 'lib/libtensorflow_framework.so'))).toBe('libtensorflow_framework.so.2')
    expect(await readFile(join(made, 'include/tensorflow/c/c_api.h'), 'utf8')).toMatch(/c_api\.h$/)
    expect((await stat(made)).mode & 0o777).toBe(0o755)

    // Later it is there, without python3 and without a word.
    const path = process.env['PATH']
    process.env['PATH'] = folder
    lines.length = 0
    try {
      expect(await libtensorflow(wheel, cache, log)).toBe(made)
    } finally {
      process.env['PATH'] = path
    }
    expect(lines).toEqual([])
  })

  test('is made by two at once', async () => {
    const made = await Promise.all([libtensorflow(wheel, cache, log), libtensorflow(wheel, cache, log)])
    expect(made[0]).toBe(made[1])
    expect(await readdir(cache)).toHaveLength(1)
    expect((await readdir(join(made[0], 'lib'))).length).toBe(5)
  })

  test('of another checksum, or missing, is an error of one line, and nothing is left behind', async () => {
    const sha256 = '0'.repeat(64)
    await expect(libtensorflow({ ...wheel, sha256 }, cache, log)).rejects.toMatchObject({
      code: 'NATIVE_INSTALL_FAILED',
      message: `overshoot_tiny-1.0-cp311-cp311-manylinux2014_x86_64.whl is not the file expected: sha256 ${wheel.sha256} instead of ${sha256}`,
    })
    await expect(libtensorflow({ ...wheel, version: '2.0' }, cache, log)).rejects.toMatchObject({
      code: 'NATIVE_DOWNLOAD_FAILED',
      message: expect.stringMatching(/^python3 failed: ERROR: .*overshoot-tiny==2\.0.*$/),
    })
    expect(await readdir(cache)).toEqual([])
  })
})
