import type { Checked } from '../../checker/checkProof.ts'
import type { Certificate } from '../../checker/format/certificate.ts'
import { decode } from '../../checker/format/decode.ts'
import { describeClauses } from '../../claim/linear/describeClauses.ts'
import { defined } from '../../defined.ts'
import { OvershootError } from '../../errors.ts'
import { printJson } from '../../files/printJson.ts'
import { readCertificate } from '../../proof/certificate/index.ts'
import { checkWritable, formatExact, writeReport } from '../../report/index.ts'
import { checkProof } from '../../verify/checkProof.ts'
import type { CertifiedSource } from './certifiedModel.ts'
import type { Command } from '../command.ts'
import { exitCodes } from '../exitCodes.ts'
import { type Field, printFields } from '../terminal/printFields.ts'

/** `overshoot check-proof <file>`: checks a certificate anew, with code of its own; exit code 1 if it shows nothing. */
export const checkProofCommand: Command = {
  name: 'check-proof',
  arguments: [{ name: '<file>', doc: 'a certificate that verify --certificates wrote' }],
  doc: 'check a written proof by code that shares nothing with what found it: exit with 1 if it is rejected',
  options: ['json', 'model', 'batch', 'output', 'round', 'claims'],
  async run([file], { json, model, claims, batch, round }, io) {
    if (model !== undefined && claims !== undefined)
      throw new OvershootError('USAGE', '--model and --claims exclude each other')
    if (model === undefined && (batch !== undefined || round !== undefined))
      throw new OvershootError('USAGE', '--batch and --round say how the file of --model is read')
    if (json !== undefined && json !== '-') await checkWritable(json)
    const data = await readCertificate(file!)
    const result = await check(data, { model, claims, batch, round })
    const forPeople = json === '-' ? io.stderr : io.stdout
    forPeople.write(`${printFields([['proof', file!], ...describe(data, result)], forPeople.columns ?? 100)}\n`)
    const text = printJson({ proof: file, ...result })
    if (json === '-') io.stdout.write(text)
    else if (json !== undefined) await writeReport(json, text)
    return result.accepted ? exitCodes.passed : exitCodes.failed
  },
}

async function check(data: unknown, source: CertifiedSource): Promise<Checked> {
  if (source.model === undefined && source.claims === undefined) return checkProof(data)
  // Loading tfjs takes longer than to reject a damaged file.
  const { comparedWith } = await import('./certifiedModel.ts')
  const model = await comparedWith(data, source)
  if (model.differs !== undefined) return { accepted: false, reason: model.differs }
  return checkProof(data, { fingerprint: model.fingerprint, ...defined({ compute: model.compute }) })
}

/** What a proof is about, where it can be read, and what came of it. */
function describe(data: unknown, result: Checked): Field[] {
  if (!result.accepted) {
    const where = result.leaf === undefined ? '' : ` at leaf ${result.leaf}`
    return [['verdict', `rejected${where}: ${result.reason}`]]
  }
  const { claim, holds, backend, domains, network, fingerprint } = decode(data)
  const range = ({ lo, hi, letters }: (typeof domains)[number]): string => {
    if (letters !== undefined) return `one-hot ${lo.length / letters}x${letters}`
    const [least, most] = [lo.reduce((a, b) => Math.min(a, b)), hi.reduce((a, b) => Math.max(a, b))]
    return `${lo.length > 1 ? `${lo.length} numbers ` : ''}${formatExact(least)}..${formatExact(most)}`
  }
  return [
    ['claim', `${claim}: ${describeHolds(holds)}`],
    ...domains.map((domain, i): Field => [network.inputs[i]!.name, range(domain)]),
    ['model', fingerprint],
    ['backend', backend],
    ['verdict', `accepted: ${result.says}`],
    ...result.restsOn.map((one, i): Field => [i === 0 ? 'rests on' : '', one]),
  ]
}

/** What a certificate says is claimed, from its data. */
function describeHolds(holds: Certificate['holds']): string {
  if (holds.kind === 'unbounded') return holds.kind
  if ('margins' in holds) return `${holds.kind} ${describeClauses(holds.margins.clauses, holds.open)}`
  const { lo, hi, open } = holds.set
  return `${holds.kind} in ${open.lo ? '(' : '['}${lo}, ${hi}${open.hi ? ')' : ']'}`
}
