import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { fileURLToPath } from 'node:url'
import { always, box, claim, verify, within } from 'overshoot'
import { models } from './budgetModels.ts'
import type { Row } from './measure.ts'

/** What one process measured of one model. */
interface Measured {
  readonly parameters: number
  readonly seconds: number
  readonly cases: number
  readonly status: string
  readonly stopped?: string
  readonly reason: string
  readonly megabytes: number
}

/**
 * Seconds asked for and taken by models of 10 to 25 million parameters, each in a process of its own, of a claim that
 * neither bounds nor cases decide soon: `npm run bench -- budget 5` asks for five.
 */
export async function budget([asked = '5', index]: readonly string[]): Promise<Row[]> {
  if (index !== undefined) {
    process.stdout.write(`measured ${JSON.stringify(await measureOne(Number(index), Number(asked)))}\n`)
    return []
  }
  const rows: Row[] = []
  for (const [i, { name }] of models.entries()) {
    const argv = [fileURLToPath(new URL('../dist/cli/runTypeScript.js', import.meta.url)), 'bench/run.ts', 'budget']
    const { stdout } = await promisify(execFile)(process.execPath, [...argv, asked, String(i)])
    const found = JSON.parse(/^measured (.*)$/m.exec(stdout)![1]!) as Measured
    const { parameters, seconds, cases, status, stopped, megabytes } = found
    const beside = `${parameters} parameters, ${cases} cases, ${Math.round(megabytes)} MB, ${status}, stopped: ${stopped}`
    rows.push({ what: name, value: seconds, unit: 's', target: `<= ${1.1 * Number(asked) + 1}; ${beside}` })
    process.stderr.write(`${name}: ${seconds.toFixed(2)} s; ${beside}; ${found.reason}\n`)
  }
  return rows
}

async function measureOne(index: number, seconds: number): Promise<Measured> {
  const { make, shape } = models[index]!
  const model = make()
  // What is true of few cases, and out of reach for bounds.
  const stated = claim('stays small', model, { inputs: box([...shape], -1, 1), holds: always(within(-1e4, 1e4)) })
  const seen = await verify(stated, { cases: 16, regions: 1, seconds: 0.1 })
  const [lo, hi] = seen.observed
  const wide = 3 * (hi - lo) + 0.1
  const open = { ...stated, holds: always(within(lo - wide, hi + wide)) }
  const started = performance.now()
  const verdict = await verify(open, { seconds, cases: 1e9, regions: 1e9 })
  return {
    parameters: model.countParams(),
    seconds: (performance.now() - started) / 1000,
    cases: verdict.cases,
    status: verdict.status,
    ...(verdict.stopped && { stopped: verdict.stopped }),
    reason: verdict.reason.slice(0, 200),
    megabytes: process.resourceUsage().maxRSS / 1024,
  }
}
