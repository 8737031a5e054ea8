import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/**
 * Where this user's programs keep what they can make again: `XDG_CACHE_HOME`, else `~/.cache`, and there `overshoot`.
 * As the XDG base directory specification asks, a relative `XDG_CACHE_HOME` is ignored.
 */
export function cacheFolder(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const cache = env['XDG_CACHE_HOME']
  if (cache !== undefined && isAbsolute(cache)) return join(cache, 'overshoot')
  const home = env['HOME']
  return join(home !== undefined && isAbsolute(home) ? home : homedir(), '.cache', 'overshoot')
}
