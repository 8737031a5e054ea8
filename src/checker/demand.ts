/** @throws Error with `otherwise`, the reason for which a certificate is rejected */
export function demand(isSo: boolean, otherwise: string): asserts isSo {
  if (!isSo) throw new Error(otherwise)
}
