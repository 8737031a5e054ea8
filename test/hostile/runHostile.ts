import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** One case as it ended. */
export interface Outcome {
  readonly kind: string
  readonly n: number
  /** What was done to the file, in words. */
  readonly how: string
  /** `valid`, the code of the error, or another word of the kind. */
  readonly outcome: string
  /** What must not be; empty where all is well. */
  readonly faults: readonly string[]
}

/** Cases of a kind, from the first up to the last, which is left out. */
export type Run = readonly [kind: string, first: number, last: number]

export interface HostileOptions {
  /** How many cases of each kind, those that are listed first. */
  readonly cases: Readonly<Record<string, number>>
  readonly seed: number
  /** Milliseconds that one case may take, on a machine that is busy. */
  readonly patience: number
}

const path = (file: string): string => fileURLToPath(new URL(file, import.meta.url))
const root = path('../..')

/**
 * Runs cases in processes with little memory and no code from strings. One that crashes or goes silent is started again
 * after the case that it had announced, which counts as a fault.
 */
export async function runHostile({ cases, seed, patience }: HostileOptions): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  let runs = Object.entries(cases).map(([kind, count]): Run => [kind, 0, count])
  while (runs.length > 0) {
    const { kind, n, fault } = await runChild(seed, runs, patience, outcomes)
    if (fault === undefined) return outcomes
    outcomes.push({ kind, n, how: 'see its number', outcome: 'ended', faults: [fault] })
    const at = runs.findIndex(([name]) => name === kind)
    runs = runs.slice(at).map(([name, first, last]): Run => [name, name === kind ? n + 1 : first, last])
  }
  return outcomes
}

/** Resolves to the last case that was announced, and why the process ended before all were through. */
async function runChild(
  seed: number,
  runs: readonly Run[],
  patience: number,
  outcomes: Outcome[],
): Promise<{ kind: string; n: number; fault: string | undefined }> {
  const sandbox = mkdtempSync(join(tmpdir(), 'overshoot-hostile-'))
  const flags = ['--max-old-space-size=768', '--disallow-code-generation-from-strings', '--no-warnings']
  const child = spawn(
    process.execPath,
    [...flags, join(root, 'dist/cli/runTypeScript.js'), path('child.ts'), sandbox, String(seed), JSON.stringify(runs)],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let [kind, n] = runs[0]!
  let [errors, isSilent] = ['', false]
  const watch = (): NodeJS.Timeout =>
    setTimeout(() => {
      isSilent = true
      child.kill('SIGKILL')
    }, patience)
  let timer = watch()
  child.stderr.on('data', (text: Buffer) => (errors = (errors + text.toString()).slice(-2000)))
  const ended = new Promise<string>((resolve) => child.on('close', (code, signal) => resolve(String(signal ?? code))))
  for await (const line of createInterface({ input: child.stdout })) {
    clearTimeout(timer)
    timer = watch()
    const said = JSON.parse(line) as Outcome
    ;[kind, n] = [said.kind, said.n]
    if ('outcome' in said) outcomes.push(said)
  }
  const code = await ended
  clearTimeout(timer)
  rmSync(sandbox, { recursive: true, force: true })
  if (isSilent) return { kind, n, fault: `nothing came for ${patience} ms` }
  return { kind, n, fault: code === '0' ? undefined : `ended with ${code}: ${errors.slice(-800)}` }
}
