import type { Claim } from '../../claim/claim.ts'
import { explainVerdict } from '../../claim/explainVerdict.ts'
import type { Verdict } from '../../claim/verdict.ts'
import { checkWritable, terminalTable, toJson, wantsColour, writeReport } from '../../report/index.ts'
import type { Command } from '../command.ts'
import { exitCodeFor, exitCodes } from '../exitCodes.ts'
import type { Io } from '../io.ts'
import type { OptionValues } from '../optionTable.ts'
import { progressLine } from '../progressLine.ts'

/** `overshoot verify <module...>`: a verdict for each claim that the modules export. */
export const verifyCommand: Command = {
  name: 'verify',
  argument: '<module...>',
  argumentDoc: 'modules (.ts or .js) that export claims: themselves, in arrays or in objects',
  doc: 'decide claims and print the verdict table',
  options: ['json', 'seed', 'cases', 'seconds', 'backend', 'strict'],
  async run(paths, options, io) {
    const { json, backend, strict = false } = options
    if (json !== undefined && json !== '-') await checkWritable(json)
    // Loading tfjs takes longer than to answer a wrong argument.
    const { backendDescription, useBackend } = await import('../../backend/useBackend.ts')
    const { loadClaims } = await import('../loadClaims.ts')
    await useBackend(backend)
    const forPeople = json === '-' ? io.stderr : io.stdout
    forPeople.write(`backend ${backendDescription()}, seed ${options.seed ?? 0}\n\n`)
    const verdicts = await verifyAll(await loadClaims(paths), options, io)
    const colour = wantsColour(forPeople, io.environment)
    forPeople.write(`${terminalTable(verdicts, { columns: forPeople.columns ?? 100, colour })}\n`)
    for (const verdict of verdicts.filter(({ passed }) => !passed)) forPeople.write(`\n${explainVerdict(verdict)}\n`)
    if (io.signal?.aborted) {
      io.stderr.write('overshoot: interrupted: claims are missing above, and no JSON was written\n')
      return exitCodes.interrupted
    }
    if (json === '-') io.stdout.write(toJson({ verdicts }))
    else if (json !== undefined) await writeReport(json, toJson({ verdicts }))
    return exitCodeFor(verdicts, { strict })
  },
}

async function verifyAll(claims: readonly Claim[], { seed, cases, seconds }: OptionValues, io: Io): Promise<Verdict[]> {
  const { verify } = await import('../../verify.ts')
  const progress = progressLine(io.stderr)
  const verdicts: Verdict[] = []
  try {
    for (const [i, claim] of claims.entries()) {
      if (io.signal?.aborted) break
      const verdict = await verify(claim, {
        ...(seed !== undefined && { seed }),
        ...(cases !== undefined && { cases }),
        ...(seconds !== undefined && { seconds }),
        ...(io.signal && { signal: io.signal }),
        onProgress: (now) => progress.show(now, `${i + 1}/${claims.length}`),
      })
      verdicts.push(verdict)
    }
  } finally {
    progress.clear()
  }
  return verdicts
}
