import { fingerprint } from '../../network/fingerprint.ts'
import { pointFor } from '../../search/corpus/pointFor.ts'
import { computeAlone } from '../../search/model.ts'
import { fromSource } from '../check/checkSource.ts'
import { alphabetsOf, readClaimsData, rowsFor } from '../../report/module/claimsData.ts'
import { nearestRow } from './nearestRow.ts'
import { loadClaimOf, type Reopened } from './reopenCounterexample.ts'

/** What a claims module adds to a stored counterexample. */
export interface Background {
  /** The letters of sequences, by input name. */
  readonly alphabets: ReadonlyMap<string, string>
  readonly modelChanged: boolean
  /** The real row that is nearest, or why there is none. */
  readonly nearest: NearestRow | { readonly missing: string }
}

export interface NearestRow {
  readonly name: string
  /** What the model gives for it, where the data has all of the model's inputs. */
  readonly output?: number
  /** The inputs that the data has. */
  readonly inputs: readonly { readonly name: string; readonly values: Float32Array }[]
}

/**
 * Loads the claims module and looks for the nearest of its rows. A backend must run. @throws as `loadClaimOf`, for data
 * too
 */
export async function readBackground(reopened: Reopened, source: string): Promise<Background> {
  const { stored } = reopened
  const { claim, data: exported } = await loadClaimOf(reopened, source)
  const data = await readClaimsData(exported, source)
  const background = {
    alphabets: new Map(Object.entries(alphabetsOf(data))),
    modelChanged: stored.model !== fingerprint(claim.model),
  }
  const rows = data && rowsFor(claim, data, source)
  if (rows === undefined) {
    const missing =
      fromSource(source) === undefined
        ? `${source} exports no data with rows for the claim's inputs`
        : 'a check has real rows only with --around rows.csv:radius'
    return { ...background, nearest: { missing } }
  }
  const point = pointFor(claim, stored)
  if ('misfit' in point) return { ...background, nearest: { missing: point.misfit } }
  const row = nearestRow(claim, rows, point)
  const values = rows.inputs.map((input, i) => {
    const { size } = claim.inputs[i]!.domain
    return input?.slice(row * size, (row + 1) * size)
  })
  const known = claim.inputs.flatMap(({ name }, i) => (values[i] ? [{ name, values: values[i] }] : []))
  const given = known.map((one) => one.values)
  const outputs = given.length === values.length ? computeAlone(claim, given) : []
  const nearest = { name: rows.name(row), inputs: known, ...(outputs.length === 1 && { output: outputs[0]! }) }
  return { ...background, nearest }
}
