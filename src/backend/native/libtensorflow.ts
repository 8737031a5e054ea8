import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { download } from './download.ts'
import { unpack } from './unpack.ts'
import type { Wheel } from './wheel.ts'

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
