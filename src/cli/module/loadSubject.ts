import type { Claim } from '../../claim/claim.ts'
import type { Verdict } from '../../claim/verdict.ts'
import { defined, unlessEmpty } from '../../defined.ts'
import { type ClaimsData, type DataRows, readClaimsData } from '../../report/module/claimsData.ts'
import { type ClaimsModule, loadModule } from './loadModule.ts'
import { moduleUnreadable } from '../../report/module/moduleUnreadable.ts'
import { readReportParts } from '../../report/module/readReportParts.ts'
import type { ReportParts } from '../../report/module/reportParts.ts'
import type { Subject } from '../verify/subject.ts'

/**
 * Imports modules and resolves to all claims that they export, with what else they say, as one. A backend must run
 * already.
 * @throws what `loadModule` throws, and CLAIMS_MODULE_UNREADABLE for two claims of one name
 */
export async function loadSubject(paths: readonly string[]): Promise<Subject> {
  const modules: ClaimsModule[] = []
  for (const path of new Set(paths)) modules.push(await loadModule(path))
  const sources = sourcesOf(modules)
  return {
    claims: [...sources.keys()],
    source: (claim) => sources.get(claim)!,
    data: () => mergeData(modules),
    report: (verdicts) => mergeParts(modules, verdicts),
  }
}

/** Each claim, in order, and the path of its module. */
function sourcesOf(modules: readonly ClaimsModule[]): Map<Claim, string> {
  const named = new Map<string, Claim>()
  const found = new Map<Claim, string>()
  for (const { path, claims } of modules)
    for (const claim of claims) {
      const other = named.get(claim.name)
      if (other && other !== claim)
        throw moduleUnreadable(
          path,
          `a claim named ${JSON.stringify(claim.name)} is in ${found.get(other)!} too: names must differ`,
        )
      named.set(claim.name, claim)
      found.set(claim, path)
    }
  return found
}

/**
 * The rows of all modules by input name. An input of two modules must have the same letters; the rows are the first
 * one's.
 */
async function mergeData(modules: readonly ClaimsModule[]): Promise<ClaimsData> {
  const inputs = new Map<string, DataRows>()
  const letters = (rows: DataRows) => ('alphabet' in rows ? rows.alphabet : undefined)
  for (const { path, data } of modules)
    for (const [name, rows] of Object.entries((await readClaimsData(data, path))?.inputs ?? {})) {
      const before = inputs.get(name)
      if (before !== undefined && letters(before) !== letters(rows))
        throw moduleUnreadable(path, `data: ${name} has other letters than in another module`)
      if (before === undefined) inputs.set(name, rows)
    }
  return { inputs: Object.fromEntries(inputs) }
}

/** One page for all modules: lists are joined; of what a page has once, one module may have a say. */
async function mergeParts(modules: readonly ClaimsModule[], verdicts: readonly Verdict[]): Promise<ReportParts> {
  const all: { path: string; parts: ReportParts }[] = []
  for (const { path, report } of modules) all.push({ path, parts: await readReportParts(report, verdicts, path) })
  for (const name of ['title', 'predictions', 'playground'] as const) {
    const [first, second] = all.filter(({ parts }) => parts[name] !== undefined)
    if (first && second)
      throw moduleUnreadable(second.path, `report: ${first.path} has a ${name} too, and a page shows one`)
  }
  const lead = all.flatMap(({ parts }) => parts.lead ?? [])
  const statements = all.flatMap(({ parts }) => parts.statements ?? [])
  return {
    ...Object.assign({}, ...all.map(({ parts }) => parts)),
    ...defined({ lead: unlessEmpty(lead), statements: unlessEmpty(statements) }),
  }
}
