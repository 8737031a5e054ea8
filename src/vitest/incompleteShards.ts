/**
 * What a merge of blob reports lacks, in words, judged by the names that vitest gives them,
 * `blob-<shard>-<shards>.json`; undefined where nothing does. Vitest merges what there is: claims of a shard that died
 * would be missing in silence, those of an earlier run with another number of shards would be there twice.
 */
export function incompleteShards(names: readonly string[]): string | undefined {
  const found = new Map<number, Set<number>>()
  for (const name of names) {
    const [, shard, shards] = /^blob-(\d+)-(\d+)\.json$/.exec(name)?.map(Number) ?? []
    if (shard !== undefined && shards !== undefined)
      found.set(shards, (found.get(shards) ?? new Set<number>()).add(shard))
  }
  if (found.size > 1) return `blob reports of runs with ${[...found.keys()].join(' and ')} shards lie together`
  for (const [shards, present] of found) {
    const missing = Array.from({ length: shards }, (_, i) => i + 1).filter((shard) => !present.has(shard))
    if (missing.length > 0) return `there is no blob report of ${missing.map((i) => `shard ${i}/${shards}`).join(', ')}`
  }
  return undefined
}
