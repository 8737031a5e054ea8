import { createHash } from 'node:crypto'
import { demand } from '../demand.ts'
import type { Certificate } from './certificate.ts'
import { checkNetwork } from './checkNetwork.ts'
import { withMargins } from './margins.ts'
import { certificateSchema } from './schema.ts'

const arrays = { float64: Float64Array, float32: Float32Array, int32: Int32Array, uint8: Uint8Array }

/**
 * Text may stand for a number that JSON lacks, or an array: its type, a colon, and finite little-endian numbers in
 * base64.
 */
function revive(_key: string, value: unknown): unknown {
  if (typeof value !== 'string') return value
  if (value === 'Infinity' || value === '-Infinity') return Number(value)
  const [, type, text = ''] = /^(float64|float32|int32|uint8):(.*)$/s.exec(value) ?? []
  if (type === undefined) return value
  const bytes = Buffer.from(text, 'base64')
  const { buffer } = new Uint8Array(bytes)
  const values = new arrays[type as keyof typeof arrays](buffer)
  demand(bytes.toString('base64') === text && values.every(Number.isFinite), 'an array is not base64 of finite numbers')
  return values
}

/** The certificate that `data` holds, the network and what shows the claim yet unchecked. @throws Error */
export function decode(data: unknown): Certificate {
  demand(typeof data === 'object' && data !== null, 'it is no certificate')
  const { digest, ...rest } = data as { digest?: unknown; format?: unknown; version?: unknown }
  const text = JSON.stringify(rest)
  demand(rest.format === 'overshoot certificate' && rest.version === 1, 'it is no certificate of version 1')
  demand(createHash('sha256').update(text).digest('hex') === digest, 'it is damaged: its digest does not fit')
  const { data: read, error } = certificateSchema.safeParse(JSON.parse(text, revive))
  demand(!error, `it makes no sense: ${error?.issues[0]?.path.join('.').slice(0, 100)}: ${error?.issues[0]?.message}`)
  const certificate = read!
  checkNetwork(certificate.network)
  const { holds, network } = certificate
  if (!('margins' in holds)) return certificate
  const judged = withMargins(network, holds.margins, holds.kind)
  checkNetwork(judged)
  return { ...certificate, network: judged }
}
