import { currentBackend } from '../../backend/useBackend.ts'
import type { Claim } from '../../claim/claim.ts'
import type { OutputSet } from '../../claim/set.ts'
import type { Verdict } from '../../claim/verdict.ts'
import { packNetwork } from '../../network/packNetwork.ts'
import type { Playground, PlaygroundOutput } from '../page/reportData.ts'
import { moduleUnreadable } from '../module/moduleUnreadable.ts'
import { controlsFor } from './controls.ts'
import { modelsOf, type UsableModel, usableModel } from './usableModel.ts'
import { describeLeftOut, ROOM } from './leftOut.ts'
import { certifiedRange, claimedSet } from './ranges.ts'
import type { PlaygroundParts } from '../module/reportParts.ts'

/** What a playground is made of. */
export interface PlaygroundSource {
  readonly claims: readonly Claim[]
  /** Of each claim, in the same order. */
  readonly verdicts: readonly Verdict[]
  readonly parts: PlaygroundParts
  readonly alphabets: Readonly<Record<string, string>>
  /** What says so, for errors. */
  readonly path: string
}

/**
 * The models that a page can compute itself: those that every proof can look into, with one output number, whose inputs
 * are single numbers or strings of letters in some claim. What they can come to over all of that is certified for the
 * backend that runs. Others are left out, which the caption says. Undefined where none is left.
 * @throws CLAIMS_MODULE_UNREADABLE for parts about inputs that no model has, or that they cannot have
 */
export function collectPlayground(source: PlaygroundSource): Playground | undefined {
  const { claims, verdicts, parts, alphabets, path } = source
  const { models = modelsOf(claims), inputs = {}, caption } = parts
  const controls = controlsFor(claims, { alphabets, inputs, path })
  for (const name of Object.keys(inputs))
    if (!controls.has(name))
      throw moduleUnreadable(
        path,
        `report: playground.inputs.${name}: no claim has such an input of one number or letters`,
      )

  const { fitting, leftOut } = thatFit(models, controls)
  if (fitting.length === 0) return undefined
  const used = new Set(fitting.flatMap(({ usable }) => namesOf(usable)))
  const words = [caption, leftOut.length > 0 ? describeLeftOut(leftOut) : undefined].filter(
    (text) => text !== undefined,
  )
  return {
    ...(words.length > 0 && { caption: words.join(' ') }),
    backend: currentBackend(),
    inputs: Array.from(controls.values(), ({ input }) => input).filter(({ name }) => used.has(name)),
    outputs: fitting.map(({ name, usable, network }) => {
      const claimed = claimedSet(usable.whole, claims)
      const certified = certifiedRange(usable, claims, verdicts)
      return { name, network, inputs: namesOf(usable), certified, ...(claimed && shownClaim(claimed)) }
    }),
  }
}

interface Fitting {
  readonly name: string
  readonly usable: UsableModel
  readonly network: object
}

/** The models that can be shown and that there is room for; of the others the names, and why. */
function thatFit(
  models: NonNullable<PlaygroundParts['models']>,
  controls: Parameters<typeof usableModel>[1],
): { fitting: Fitting[]; leftOut: string[] } {
  let room = ROOM
  const fitting: Fitting[] = []
  const leftOut: string[] = []
  for (const [name, model] of Object.entries(models)) {
    const usable = usableModel(model, controls)
    if (typeof usable === 'string') {
      leftOut.push(`${name} (${usable})`)
      continue
    }
    const network = packNetwork(usable.subject.network)
    const size = JSON.stringify(network).length
    if (size > room) leftOut.push(`${name} (too large)`)
    else {
      room -= size
      fitting.push({ name, usable, network })
    }
  }
  return { fitting, leftOut }
}

/** Both ends, and which of them are no members, where one is not. */
function shownClaim({ lo, hi, open }: OutputSet): Pick<PlaygroundOutput, 'claimed' | 'open'> {
  return { claimed: [lo, hi], ...((open.lo || open.hi) && { open: [open.lo, open.hi] }) }
}

/** Names of a model's inputs, in its order. */
function namesOf({ subject }: UsableModel): string[] {
  return subject.network.inputs.map(({ name }) => name)
}
