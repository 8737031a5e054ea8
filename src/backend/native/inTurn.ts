import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:net'
import { setTimeout } from 'node:timers/promises'

/**
 * Runs `action` while no other process of this machine runs one for the same folder. The lock is an abstract socket,
 * which only Linux has: unlike a file it ends with its process, whatever ends that.
 */
export async function inTurn<Result>(folder: string, action: () => Promise<Result>): Promise<Result> {
  const socket = `\0overshoot-${createHash('sha256').update(folder).digest('hex')}`
  let lock = await listen(socket)
  while (lock === undefined) {
    await setTimeout(200)
    lock = await listen(socket)
  }
  try {
    return await action()
  } finally {
    lock.close()
  }
}

/** Resolves to nothing when somebody else listens. */
function listen(socket: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    )
    server.listen(socket, () => resolve(server))
  })
}
