const given = new Map<string, number>()

/** A model's name when the caller gave none, unique in the process as in Keras: `linear_model`, `linear_model_1`, … */
export function freshName(kind: string): string {
  const earlier = given.get(kind) ?? 0
  given.set(kind, earlier + 1)
  return earlier === 0 ? kind : `${kind}_${earlier}`
}

/** Keras' spelling (`glorot_uniform`) as tfjs spells it (`glorotUniform`); other spellings stay as they are. */
export function camelCase(name: string): string {
  return name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}
