import { expect, test } from 'vitest'
import { incompleteShards } from './incompleteShards.ts'

test.each([
  [['blob-2-2.json', 'blob-1-2.json'], undefined],
  [['blob-1-1.json'], undefined],
  // Names that say nothing of shards.
  [['blob.json', 'blob-1-2.json.tmp', 'mine.json'], undefined],
  [['blob-2-4.json', 'blob-4-4.json'], 'there is no blob report of shard 1/4, shard 3/4'],
  [['blob-1-2.json', 'blob-2-2.json', 'blob-1-3.json'], 'blob reports of runs with 2 and 3 shards lie together'],
])('%j lack: %s', (names, lack) => expect(incompleteShards(names)).toBe(lack))
