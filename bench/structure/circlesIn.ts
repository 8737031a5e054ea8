/**
 * Groups of files that import each other in circles (Tarjan 1972, strongly connected components), of two files or more.
 */
export function circlesIn(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const circles: string[][] = []
  const indices = new Map<string, number>()
  const lows = new Map<string, number>()
  const path: string[] = []
  const visit = (file: string): number => {
    const index = indices.size
    indices.set(file, index)
    path.push(file)
    let low = index
    for (const other of imports.get(file) ?? []) {
      if (!imports.has(other)) continue
      if (!indices.has(other)) low = Math.min(low, visit(other))
      else if (path.includes(other)) low = Math.min(low, indices.get(other)!)
    }
    lows.set(file, low)
    if (low === index) {
      const circle = path.splice(path.indexOf(file))
      if (circle.length > 1) circles.push(circle.toSorted())
    }
    return low
  }
  for (const file of imports.keys()) if (!indices.has(file)) visit(file)
  return circles
}
