import type { Verdict } from '../../claim/verdict.ts'
import { defined } from '../../defined.ts'
import { DEFAULT_CORPUS } from '../../search/corpus/readCorpus.ts'
import type { VerifyOptions } from '../../verify/options.ts'
import { storedSource } from '../check/checkSource.ts'
import { isMendable } from '../terminal/describeError.ts'
import type { Io } from '../terminal/io.ts'
import type { OptionValues } from '../options/optionTable.ts'
import { progressLine } from '../terminal/progressLine.ts'
import type { Subject } from './subject.ts'

/** What the claims of a run came to. */
export interface Decided {
  /** Of those that came to one, in the order of the claims. */
  readonly verdicts: readonly Verdict[]
  readonly failed: readonly Failed[]
}

/** A claim that came to no verdict, and the error that ended its work. */
export interface Failed {
  readonly claim: string
  readonly error: unknown
}

/**
 * Decides claims one after the other, until a signal, or until what there is is enough. What one of them throws is no
 * matter of the others.
 */
export async function decideAll(subject: Subject, options: OptionValues, io: Io): Promise<Decided> {
  const { claims } = subject
  const { signal } = io
  const { verify } = await import('../../verify.ts')
  const progress = progressLine(io.stderr)
  const verdicts: Verdict[] = []
  const failed: Failed[] = []
  for (const [i, claim] of claims.entries()) {
    if (signal?.aborted) break
    try {
      const verdict = await verify(claim, {
        ...optionsOf(options),
        ...defined({ signal, source: subject.source && storedSource(subject.source(claim)) }),
        onProgress: (now) => progress.show(now, `${i + 1}/${claims.length}`),
      })
      verdicts.push(verdict)
    } catch (error) {
      // The claim at hand was not begun.
      if (signal?.aborted && isMendable(error) && error.code === 'NOTHING_COMPUTED') break
      failed.push({ claim: claim.name, error })
    } finally {
      progress.clear()
    }
    if (subject.isEnough?.(verdicts)) break
  }
  return { verdicts, failed }
}

function optionsOf(options: OptionValues): VerifyOptions {
  const { seed, cases, regions, seconds, corpus = DEFAULT_CORPUS, certificates, tight } = options
  return { ...defined({ seed, cases, regions, seconds, certificates, tight }), corpus }
}
