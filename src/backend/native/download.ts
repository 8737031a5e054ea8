import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { OvershootError } from '../../errors.ts'
import { run } from './run.ts'
import type { Wheel } from './wheel.ts'

/**
 * Lets pip download the wheel into `folder`, so that the user's own index and proxy settings hold, and checks the file.
 * Resolves to its path.
 * @throws NATIVE_DOWNLOAD_FAILED when pip fails, as it does without a network; NATIVE_INSTALL_FAILED on any other file
 * than the wheel
 */
export async function download(wheel: Wheel, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  const pip = ['-m', 'pip', '--quiet', '--no-input', '--disable-pip-version-check', '--no-cache-dir']
  const options = ['--no-deps', '--only-binary=:all:', '--progress-bar=off', '--retries=2']
  const tags = [`--python-version=${wheel.pythonVersion}`, ...wheel.platforms.map((tag) => `--platform=${tag}`)]
  const wanted = `${wheel.project}==${wheel.version}`
  await run('python3', [...pip, 'download', ...options, ...tags, `--dest=${folder}`, wanted], {
    code: 'NATIVE_DOWNLOAD_FAILED',
  })
  const file = (await readdir(folder)).find((name) => name.endsWith('.whl'))
  if (file === undefined) throw new OvershootError('NATIVE_INSTALL_FAILED', 'pip downloaded no wheel')
  const path = join(folder, file)
  await checkSha256(path, wheel.sha256)
  return path
}

/** Resolves when the file has this sha256. @throws NATIVE_INSTALL_FAILED when it has another. */
async function checkSha256(path: string, expected: string): Promise<void> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  const actual = hash.digest('hex')
  if (actual !== expected)
    throw new OvershootError(
      'NATIVE_INSTALL_FAILED',
      `${basename(path)} is not the file expected: sha256 ${actual} instead of ${expected}`,
    )
}
