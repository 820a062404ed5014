// Lines of equal height on a grid (marching squares), and the gradient between the points of the grid.
import type { Contours } from "../src/study/index.js";

/** Heights so that about as much of the plane lies between each two. */
export function levelsOf(f: readonly (number | null)[], count: number): number[] {
  const known = f.filter((v): v is number => v !== null).sort((a, b) => a - b);
  if (known.length === 0) return [];
  const all = Array.from({ length: count }, (_, i) => known[Math.floor(((i + 0.5) / count) * (known.length - 1))] as number);
  return [...new Set(all)];
}

/** A path of short pieces for each level. */
export function contourPaths(
  { x, y, f }: Contours, levels: readonly number[], toX: (v: number) => number, toY: (v: number) => number,
): string[] {
  return levels.map((level) => {
    const pieces: string[] = [];
    for (let j = 0; j + 1 < y.length; j++) for (let i = 0; i + 1 < x.length; i++) {
      const corners = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]] as const;
      const heights = corners.map(([a, b]) => f[b * x.length + a]);
      if (heights.some((h) => typeof h !== "number")) continue;
      const crossings = corners.flatMap(([a, b], k) => {
        const [c, d] = corners[(k + 1) % 4] as readonly [number, number];
        const [h0, h1] = [heights[k] as number, heights[(k + 1) % 4] as number];
        if ((h0 < level) === (h1 < level)) return [];
        const t = (level - h0) / (h1 - h0);
        const [px, py] = [
          (x[a] as number) + t * ((x[c] as number) - (x[a] as number)),
          (y[b] as number) + t * ((y[d] as number) - (y[b] as number)),
        ];
        return [`${toX(px).toFixed(1)} ${toY(py).toFixed(1)}`];
      });
      for (let k = 0; k + 1 < crossings.length; k += 2) pieces.push(`M${crossings[k]}L${crossings[k + 1]}`);
    }
    return pieces.join("");
  });
}

/** By straight lines between the four points around; undefined outside of the grid. */
export function gradientAt({ x, y, dx, dy }: Contours, u: number, v: number): readonly [number, number] | undefined {
  const place = (axis: readonly number[], at: number): readonly [number, number] | undefined => {
    const step = ((axis.at(-1) as number) - (axis[0] as number)) / (axis.length - 1);
    const t = (at - (axis[0] as number)) / step;
    const i = Math.floor(t);
    return i < 0 || i + 1 >= axis.length ? undefined : [i, t - i];
  };
  const [px, py] = [place(x, u), place(y, v)];
  if (px === undefined || py === undefined) return undefined;
  const part = (values: readonly (number | null)[]): number => {
    const value = (i: number, j: number): number => values[(py[0] + j) * x.length + px[0] + i] ?? NaN;
    const [s, t] = [px[1], py[1]];
    return (1 - t) * ((1 - s) * value(0, 0) + s * value(1, 0)) + t * ((1 - s) * value(0, 1) + s * value(1, 1));
  };
  const g = [part(dx), part(dy)] as const;
  return g.every(Number.isFinite) ? g : undefined;
}
