/** Why a certificate is rejected. */
export class Rejection extends Error {
  /** The leaf of the tree whose bounds do not show it, counted from 0. */
  leaf?: number
  /** Set where that was no fault of the certificate: nothing is said of it. */
  readonly stopped: 'time' | undefined

  constructor(reason: string, stopped?: 'time') {
    super(reason)
    this.stopped = stopped
  }
}

/** @throws Rejection with `otherwise`, the reason for which a certificate is rejected */
export function demand(isSo: boolean, otherwise: string): asserts isSo {
  if (!isSo) throw new Rejection(otherwise)
}
