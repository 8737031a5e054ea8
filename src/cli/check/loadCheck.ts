import type { tf } from '../../backend/tf.ts'
import { claim } from '../../claim/claim.ts'
import type { Domain } from '../../claim/domain.ts'
import { always, type Quantifier, sometimes, unbounded } from '../../claim/quantifier.ts'
import { defined } from '../../defined.ts'
import { OvershootError } from '../../errors.ts'
import { brief, quoted } from '../../files/brief.ts'
import { type Csv, readCsv } from '../../files/readCsv.ts'
import type { ClaimsData } from '../../report/module/claimsData.ts'
import { openModel } from '../model/openModel.ts'
import { portable } from '../../files/portable.ts'
import type { AroundSpelling } from '../spelling/aroundSpelling.ts'
import { inputError, modelInputs } from '../spelling/modelInputs.ts'
import type { Subject } from '../verify/subject.ts'
import { aroundRows, type AroundRows } from './aroundRows.ts'
import { type CheckRequest, toSource } from './checkSource.ts'
import { loadProperty } from './loadProperty.ts'
import { type GivenInput, readInputs } from './readInputs.ts'
import { type Asked, readRequest } from './readRequest.ts'

/**
 * Loads the model that a request names and states what it claims: each statement once, or once for each row of a table.
 * A backend must run already.
 * @throws what `readRequest`, `openModel`, `loadProperty`, `readInputs`, `aroundRows` and `claim` throw; USAGE for a
 * statement about something else than the output
 */
export async function loadCheck(request: CheckRequest): Promise<Subject> {
  const { asked, around } = readRequest(request)
  if (request.options.vnnlib !== undefined) return loadProperty(request, request.options.vnnlib)
  const model = await openModel(request.model, request.options)
  checkVariables(asked, model)
  const inputs = modelInputs(model)
  const tables = new Map<string, Promise<Csv>>()
  const read = (path: string): Promise<Csv> => {
    if (!tables.has(path)) tables.set(path, readCsv(path))
    return tables.get(path)!
  }
  const given = await readInputs(request.options.input ?? [], inputs, read)
  const rows = around && (await rowsAround(around, given, read))
  const missing = given.filter(({ name, domain }) => domain === undefined && !rows?.names.has(name))
  if (missing.length > 0)
    throw inputError(inputs, `no --input for ${brief(missing.map(({ name }) => name).join(', '))}`, 'DOMAIN_MISMATCH')
  const source = toSource(request)
  const { demand, expect } = request.options
  return {
    claims: [...inEachRow(given, around, rows)].flatMap(({ domains, where }) =>
      asked.map((one) =>
        claim(`${one.words}${where} (${labelOf(request)})`, model, {
          inputs: domains,
          holds: quantifierOf(one),
          ...defined({ demand, expect }),
        }),
      ),
    ),
    source: () => source,
    data: dataOf(given, rows),
  }
}

/** The domains of all inputs, once, or around each row; and what a claim's name says of the row. */
function* inEachRow(
  given: readonly GivenInput[],
  around: AroundSpelling | undefined,
  rows: AroundRows | undefined,
): Generator<{ domains: Domain[]; where: string }> {
  if (around === undefined || rows === undefined)
    return yield { domains: given.map(({ domain }) => domain!), where: '' }
  for (let row = 0; row < rows.count; row++) {
    const own = rows.domains(row)
    const domains = given.map(({ name, domain }) => own.get(name) ?? domain!)
    yield { domains, where: ` around row ${row + 1} of ${portable(around.path)} by ${around.radius}` }
  }
}

function quantifierOf({ kind, statement }: Asked): Quantifier {
  if (statement === undefined) return unbounded()
  return kind === 'always' ? always(statement.set) : sometimes(statement.set)
}

/** What names call the model: the same for a folder and the file in it. */
function labelOf({ model, options: { batch } }: CheckRequest): string {
  const path = portable(model).replace(/\/(model\.json|saved_model\.pb)$/, '') || 'model.json'
  return batch === undefined ? path : `${path}, batches of ${batch}`
}

/** The output is `y`, or has the name that its layer has. @throws USAGE */
function checkVariables(asked: readonly Asked[], model: tf.LayersModel): void {
  const names = [...model.outputNames, ...model.outputs.flatMap(({ name, sourceLayer }) => [sourceLayer.name, name])]
  for (const { kind, statement } of asked) {
    if (statement === undefined || ['y', ...names].includes(statement.variable)) continue
    const reason = `${quoted(statement.variable)} is not the output: write y, or its name, ${brief(names[0] ?? 'y')}`
    throw new OvershootError('USAGE', `--${kind} ${quoted(statement.text, 120)}: ${reason}`)
  }
}

/** The rows that claims are about, and the letters of sequences. */
function dataOf(given: readonly GivenInput[], rows: AroundRows | undefined): ClaimsData {
  const letters = given.flatMap(({ name, alphabet }) =>
    alphabet === undefined ? [] : [[name, { alphabet, rows: [] }] as const],
  )
  return { inputs: { ...Object.fromEntries(letters), ...rows?.data } }
}

/** @throws as `aroundRows`, with the inputs that the model has */
async function rowsAround(
  around: AroundSpelling,
  given: readonly GivenInput[],
  read: (path: string) => Promise<Csv>,
): Promise<AroundRows> {
  const csv = await read(around.path)
  try {
    return aroundRows(csv, around, given)
  } catch (error) {
    if (!(error instanceof OvershootError && error.code === 'DOMAIN_MISMATCH')) throw error
    throw inputError(given, `--around: ${error.message}`, error.code)
  }
}
