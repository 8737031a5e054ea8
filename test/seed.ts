/** What sets the seed by hand: to draw again what failed. */
const VARIABLE = 'OVERSHOOT_TEST_SEED'

/**
 * The seed that random tests draw from: one a day, 20261130 say, so that a run can be repeated, and not always the same
 * is tried.
 */
export function testSeed(environment: NodeJS.ProcessEnv = process.env, now: Date = new Date()): number {
  const given = environment[VARIABLE]
  if (given === undefined || given === '') return Number(now.toISOString().slice(0, 10).replaceAll('-', ''))
  const seed = Number(given)
  if (!Number.isInteger(seed) || Math.abs(seed) > 2 ** 31 - 1)
    throw new Error(`${VARIABLE}: expected a 32-bit integer, received ${given}`)
  return seed
}

/**
 * Before all tests: prints the seed, and hands it to the processes of all test files, on whichever side of midnight
 * they begin.
 */
export default function printSeed(): void {
  const seed = testSeed()
  process.env[VARIABLE] = String(seed)
  process.stdout.write(`random tests draw from seed ${seed}; ${VARIABLE}=${seed} draws the same again\n`)
}
