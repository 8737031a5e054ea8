/** What may be written of inputs, for help and messages. */
export const domainForms: string =
  'a domain such as -1..1, 0.5, finite, onehot, onehot:60x4, onehot:ACGT or range-of:rows.csv#column'

/** What may be written of outputs, for help and messages. */
export const statementForms: string = 'a statement such as "0 <= y <= 1", "0 < y <= 1", "y > 0" or "1 >= y"'
