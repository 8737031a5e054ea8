/** Thrown on the way of long work whose time is up, and caught by who set the time: never seen by users. */
class TimeUp extends Error {
  constructor() {
    super('the time is up')
    this.name = 'TimeUp'
  }
}

/** @param until on the clock of `performance.now()` @throws TimeUp when it is past */
export function checkTime(until: number): void {
  if (performance.now() > until) throw new TimeUp()
}

/** What `work` gives, or undefined if its time was up before. */
export function inTime<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    if (error instanceof TimeUp) return undefined
    throw error
  }
}
