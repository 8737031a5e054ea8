const events = ['uncaughtException', 'unhandledRejection'] as const

/**
 * Runs `start` and takes back the process-wide listeners that Emscripten's start-up code adds: they rethrow every error
 * of the whole program, which changes its exit code and hides where the error comes from.
 */
export async function withoutEmscriptenListeners<T>(start: () => Promise<T>): Promise<T> {
  const before = new Set(events.flatMap((event) => process.rawListeners(event)))
  try {
    return await start()
  } finally {
    for (const event of events) {
      for (const listener of process.rawListeners(event))
        if (!before.has(listener) && isEmscripten(listener))
          process.removeListener(event, listener as (...args: unknown[]) => void)
    }
  }
}

/** Someone else may have added a listener at the same time: Emscripten's are known by their text. */
function isEmscripten(listener: unknown): boolean {
  const text = String(listener).replaceAll(/\s/g, '')
  return text.includes('instanceofExitStatus') || text === 'function(reason){throwreason;}'
}
