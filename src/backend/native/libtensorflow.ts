import { createHash } from 'node:crypto'
import { existsSync, createReadStream } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { join, basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { unpack } from './unpack.ts'
import type { Wheel } from './wheel.ts'
import { OvershootError } from '../../errors.ts'
import { run } from './run.ts'

/** Making one takes under a minute: a temporary folder of this age was left by a build that was killed. */
const staleMilliseconds = 60 * 60 * 1000

/** The folder under `cache` for what a wheel holds. */
export function libtensorflowFolder(wheel: Wheel, cache: string): string {
  return join(cache, `${wheel.project}-${wheel.version}-${wheel.sha256.slice(0, 8)}`)
}

/**
 * The folder under `cache` that holds libtensorflow's `lib` and `include`, made on the first call.
 * It is made under a temporary name and renamed when complete, so that whatever has the final name can be trusted, and
 * two builds at once both succeed.
 * @param log is told when there is something to wait for
 * @throws as `download` and `unpack`, with nothing left behind
 */
export async function libtensorflow(wheel: Wheel, cache: string, log: (line: string) => void): Promise<string> {
  const final = libtensorflowFolder(wheel, cache)
  if (existsSync(final)) return final
  log(`fetching libtensorflow ${wheel.version}`)
  await mkdir(cache, { recursive: true })
  await removeStale(cache)
  const making = await mkdtemp(join(cache, temporary))
  try {
    const file = await download(wheel, join(making, 'wheel'))
    await unpack(file, making)
    await rm(join(making, 'wheel'), { recursive: true })
    // A temporary folder is its owner's alone; a cache may be shared.
    await chmod(making, 0o755)
    await rename(making, final).catch(async (error: unknown) => {
      // Another build was faster: its folder is as good as this one.
      if (!existsSync(final)) throw error
    })
  } finally {
    await rm(making, { recursive: true, force: true })
  }
  return final
}

const temporary = 'making-'

async function removeStale(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    if (!name.startsWith(temporary)) continue
    const age = Date.now() - (await stat(join(cache, name)).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs
    if (age > staleMilliseconds) await rm(join(cache, name), { recursive: true, force: true })
  }
}

/**
 * Lets pip download the wheel into `folder`, so that the user's own index and proxy settings hold, and checks the file.
 * Resolves to its path.
 * @throws NATIVE_DOWNLOAD_FAILED when pip fails, as it does without a network; NATIVE_INSTALL_FAILED on any other file
 * than the wheel
 */
async function download(wheel: Wheel, folder: string): Promise<string> {
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
