import { newBudget } from './budget.ts'
import { newCheck } from './check.ts'
import { Rejection } from './demand.ts'
import type { Certificate } from './format/certificate.ts'
import { checkPremises, type Measure } from './format/checkPremises.ts'
import { decode } from './format/decode.ts'
import { type Compute, isSteady, type Source, type Stretch } from './tree/computed.ts'
import { showClaim } from './tree/showClaim.ts'

/** Whether a proof holds: what it then says and rests on, else why not. */
export type Checked =
  | { readonly accepted: true; readonly says: string; readonly restsOn: readonly string[] }
  | {
      readonly accepted: false
      readonly reason: string
      /** The leaf of the tree that does not show it, counted from 0. */
      readonly leaf?: number
      /** Time was up before all was checked: the proof may hold. */
      readonly stopped?: 'time'
    }

/** What a proof has to be about, and what checking it may take. */
export interface CheckOptions {
  /** Of the model that the certificate should be about. */
  readonly fingerprint?: string
  /** Computes inputs anew where a proof rests on all of them having been. */
  readonly compute?: Compute
  /** Most steps that checking may take, about 2^28 a second: 2^40 by default. */
  readonly steps?: number
  /** When to stop, on the clock of `performance.now()`: never by default. */
  readonly deadline?: number
}

/** What was measured, which a certificate's own word is held against. */
export interface Measured {
  /** How far a function may be off between two float32 numbers, both included: the certificate must not say less. */
  readonly figures: Measure
  /**
   * The measurements behind these functions' figures, a sentence each: what a proof rests on is not for its file to
   * say.
   */
  readonly measurements?: (backend: Certificate['backend'], names: readonly string[]) => readonly string[]
  /** What the very run that found the proof computed, in place of `compute`. */
  readonly record?: (lo: number, hi: number) => Iterable<Stretch>
}

/**
 * Checks a certificate, whatever `data` is, by itself: of what it says only the network and what is claimed of it
 * count. Nothing that it computes with is shared with what made the proof.
 */
export function checkProof(data: unknown, options: CheckOptions & Measured): Checked {
  try {
    const budget = newBudget(options.steps, options.deadline)
    const certificate = decode(data)
    checkPremises(certificate, options)
    const { claim, status, backend, restsOn, figures } = certificate
    const source: Source = {
      ...(options.compute && { compute: options.compute }),
      ...(options.record && { record: options.record }),
    }
    const shown = showClaim(newCheck(certificate, budget), source)
    const says = `"${claim}" is ${status} for ${backend}: ${shown}`
    const names = [...new Set(figures.map(({ name }) => name))]
    const own = names.map((name) => `how far ${name} is off on ${backend}, as listed`)
    const measured = options.measurements?.(backend, names) ?? restsOn
    return {
      accepted: true,
      says,
      restsOn: [arithmetic, ...own, ...settingsOf(backend), ...batchesOf(certificate), ...measured],
    }
  } catch (error) {
    // What is not as its type says, or far too large, ends in errors of the language.
    if (!(error instanceof Rejection)) return { accepted: false, reason: `it makes no sense: ${String(error)}` }
    const { message: reason, leaf, stopped } = error
    return { accepted: false, reason, ...(leaf !== undefined && { leaf }), ...(stopped && { stopped }) }
  }
}

const arithmetic = 'float32 arithmetic that rounds to nearest, in any order'

/** ONNX Runtime puts others in the place of several operators unless it is told not to. */
function settingsOf(backend: Certificate['backend']): string[] {
  return backend === 'onnxruntime'
    ? [`that ${backend} runs each operator of the file, without graph optimizations`]
    : []
}

/** What leaves that were computed rest on: see `computed.ts`. */
function batchesOf(certificate: Certificate): string[] {
  const { proof, backend } = certificate
  if (proof.kind !== 'bounds' || !proof.nodes.some(({ kind }) => kind === 'computed')) return []
  return isSteady(certificate) ? [`that ${backend} computes a row to the same bits in every batch`] : []
}
