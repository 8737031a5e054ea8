/** What is taken out of an HDF5 file: of groups their texts, of data sets their numbers, both by path. */
export interface Hdf5Tree {
  /** Attributes that are text or lists of text, by the group's path (`''` is the file itself) and their own name. */
  readonly texts: ReadonlyMap<string, Readonly<Record<string, string | readonly string[]>>>
  readonly groups: ReadonlySet<string>
  readonly data: ReadonlyMap<string, Hdf5Data>
}

/** One data set. */
export interface Hdf5Data {
  readonly shape: readonly number[]
  /** The type of its numbers as NumPy spells it: `<f` is float32. */
  readonly type: string
  /** Undefined of other types than float32. */
  readonly values: Float32Array<ArrayBuffer> | undefined
}

/** What a worker is told to read. */
export interface Hdf5Task {
  readonly bytes: Uint8Array
  /** Names in the root that are passed over. */
  readonly without: readonly string[]
  /** Bytes that all numbers together, and all texts together, may have. */
  readonly most: number
}

/** Its answer. */
export type Hdf5Answer = { readonly tree: Hdf5Tree } | { readonly error: string }
