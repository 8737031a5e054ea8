type Point = readonly [x: number, y: number]

/**
 * The part of the rectangle in which x + y > bound (`side` 1) or < bound (-1), as corners in order; empty where there
 * is none.
 */
export function beyondSum(
  [x0, x1]: readonly [number, number],
  [y0, y1]: readonly [number, number],
  bound: number,
  side: 1 | -1,
): Point[] {
  const corners: readonly Point[] = [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ]
  const past = ([x, y]: Point) => side * (x + y - bound)
  // Sutherland and Hodgman's clipping by one line.
  return corners.flatMap((corner, i) => {
    const next = corners[(i + 1) % corners.length]!
    const [here, there] = [past(corner), past(next)]
    const kept = here >= 0 ? [corner] : []
    return here * there < 0 ? [...kept, between(corner, next, here / (here - there))] : kept
  })
}

function between(a: Point, b: Point, share: number): Point {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share]
}
