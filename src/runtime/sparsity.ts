// Which elements depend on which, and how few sweeps tell all of a sparse matrix. A relation has for each row the columns
// in it. The text of these functions is copied into generated files.

/** Row i has the one column `first` + i. */
export function ownColumns(rows: number, first: number): { start: Int32Array; list: Int32Array } {
  const start = Int32Array.from({ length: rows + 1 }, (_, i) => i);
  return { start, list: Int32Array.from({ length: rows }, (_, i) => first + i) };
}

/**
 * Rows that take in those of other relations. Each part is a walk through the whole numbers below `box`: at each
 * step t row to[0] + to[1] t1 + to[2] t2 + … takes in row from[0] + from[1] t1 + … of `of`. `where` holds
 * [a, b, least]: only steps with ta - tb >= least count. In `from`, or in `to`, the number at t of a table may
 * stand for t.
 */
export function joinRows(
  rows: number,
  parts: readonly {
    of: { start: Int32Array; list: Int32Array };
    box: readonly number[];
    to: readonly number[];
    from: readonly number[];
    where?: readonly (readonly number[])[];
    table?: { axis: number; numbers: readonly number[]; isOfTo: boolean };
  }[],
): { start: Int32Array; list: Int32Array } {
  const start = new Int32Array(rows + 1);
  let width = 0;
  for (const { of, box, to, from, where, table } of parts) {
    for (let k = 0; k < of.list.length; k++) width = Math.max(width, of.list[k]! + 1);
    walkRows(box, to, from, where, table, (row) => { start[row + 1] = start[row + 1]! + 1; });
  }
  for (let i = 0; i < rows; i++) start[i + 1] = start[i + 1]! + start[i]!;
  // for each row the rows that it takes in, and the part of each
  const [taken, part, next] = [new Int32Array(start[rows]!), new Int32Array(start[rows]!), start.slice()];
  parts.forEach(({ box, to, from, where, table }, p) => walkRows(box, to, from, where, table, (row, other) => {
    const at = next[row]!;
    taken[at] = other;
    part[at] = p;
    next[row] = at + 1;
  }));
  const seen = new Int32Array(width).fill(-1);
  const result = new Int32Array(rows + 1);
  let list = new Int32Array(start[rows]! + 16);
  let count = 0;
  for (let i = 0; i < rows; i++) {
    for (let k = start[i]!; k < start[i + 1]!; k++) {
      const { of } = parts[part[k]!]!;
      for (let e = of.start[taken[k]!]!; e < of.start[taken[k]! + 1]!; e++) {
        const column = of.list[e]!;
        if (seen[column] === i) continue;
        seen[column] = i;
        if (count === list.length) {
          if (count > 2 ** 26) refuseDense();
          const longer = new Int32Array(2 * count);
          longer.set(list);
          list = longer;
        }
        list[count++] = column;
      }
    }
    result[i + 1] = count;
  }
  return { start: result, list: list.slice(0, count) };
}

/** Throws for a matrix that is not sparse. */
export function refuseDense(): void {
  throw new RangeError("too many derivatives are no zeros: compile without --sparse");
}

/** Tells `visit` the two rows of each step of a walk. */
export function walkRows(
  box: readonly number[], to: readonly number[], from: readonly number[],
  where: readonly (readonly number[])[] | undefined,
  table: { axis: number; numbers: readonly number[]; isOfTo: boolean } | undefined,
  visit: (row: number, other: number) => void,
): void {
  let steps = 1;
  for (const size of box) steps *= Math.max(0, size);
  if (steps > 2 ** 28) refuseDense();
  const at = box.map(() => 0);
  for (let step = 0; step < steps; step++) {
    if (where === undefined || where.every(([a, b, least]) => at[a!]! - at[b!]! >= least!)) {
      let [row, other] = [to[0]!, from[0]!];
      for (let k = 0; k < at.length; k++) {
        const told = table !== undefined && table.axis === k ? table.numbers[at[k]!]! : at[k]!;
        row += to[k + 1]! * (table?.isOfTo === true ? told : at[k]!);
        other += from[k + 1]! * (table?.isOfTo === false ? told : at[k]!);
      }
      visit(row, other);
    }
    for (let k = at.length - 1; k >= 0; k--) {
      at[k] = at[k]! + 1;
      if (at[k]! < box[k]!) break;
      at[k] = 0;
    }
  }
}

/** The same relation seen from its columns, of which there are `width`; each column's rows in order. */
export function turnedRows(
  of: { start: Int32Array; list: Int32Array }, width: number,
): { start: Int32Array; list: Int32Array } {
  const start = new Int32Array(width + 1);
  for (let e = 0; e < of.list.length; e++) start[of.list[e]! + 1] = start[of.list[e]! + 1]! + 1;
  for (let j = 0; j < width; j++) start[j + 1] = start[j + 1]! + start[j]!;
  const [list, next] = [new Int32Array(of.list.length), start.slice()];
  for (let i = 0; i + 1 < of.start.length; i++) {
    for (let e = of.start[i]!; e < of.start[i + 1]!; e++) {
      const at = next[of.list[e]!]!;
      list[at] = i;
      next[of.list[e]!] = at + 1;
    }
  }
  return { start, list };
}

/** The same relation with each row's columns in order. */
export function inOrderOfColumns(
  of: { start: Int32Array; list: Int32Array }, width: number,
): { start: Int32Array; list: Int32Array } {
  return turnedRows(turnedRows(of, width), of.start.length - 1);
}

/** Where the elements along a walk through rows and columns stand among all. */
export function elementsAlong(
  of: { rowStart: Int32Array; columns: Int32Array }, box: readonly number[], rows: readonly number[], columns: readonly number[],
): Int32Array {
  let steps = 1;
  for (const size of box) steps *= Math.max(0, size);
  const found = new Int32Array(steps);
  let step = 0;
  walkRows(box, rows, columns, undefined, undefined, (row, column) => {
    let [low, high] = [of.rowStart[row]!, of.rowStart[row + 1]!];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (of.columns[middle]! < column) low = middle + 1;
      else high = middle;
    }
    found[step++] = low;
  });
  return found;
}

/** The longest row of a relation: so many colours its columns need at least. */
export function longestRow(of: { start: Int32Array; list: Int32Array }): number {
  let most = 0;
  for (let i = 0; i + 1 < of.start.length; i++) most = Math.max(most, of.start[i + 1]! - of.start[i]!);
  return most;
}

/** Numbers below `degrees.length` by falling degree; those of one degree in their order. */
export function byDegree(degrees: Float64Array): Int32Array {
  const order = Int32Array.from({ length: degrees.length }, (_, i) => i);
  return order.sort((a, b) => degrees[b]! - degrees[a]! || a - b);
}

/**
 * Colours for columns so that no two columns of one colour meet in a row: then one sweep along the sum of each
 * colour's columns tells them all (Curtis, Powell and Reid 1974). Greedily, the columns that meet most others first:
 * the partial distance-2 colouring of Gebremedhin, Manne and Pothen, What Color Is Your Jacobian?, SIAM Review 47
 * (2005).
 */
export function colourColumns(
  byRow: { start: Int32Array; list: Int32Array }, byColumn: { start: Int32Array; list: Int32Array },
): { count: number; colours: Int32Array } {
  const width = byColumn.start.length - 1;
  const degrees = new Float64Array(width);
  let work = 0;
  for (let j = 0; j < width; j++) {
    for (let e = byColumn.start[j]!; e < byColumn.start[j + 1]!; e++) {
      const i = byColumn.list[e]!;
      degrees[j] = degrees[j]! + byRow.start[i + 1]! - byRow.start[i]! - 1;
    }
    work += degrees[j]!;
  }
  const colours = new Int32Array(width).fill(-1);
  // where a row holds all columns, each has a colour of its own
  if (longestRow(byRow) === width) return { count: width, colours: colours.map((_, j) => j) };
  if (work > 2 ** 32) refuseDense();
  const taken = new Int32Array(width + 1).fill(-1);
  let count = 0;
  for (const j of byDegree(degrees)) {
    for (let e = byColumn.start[j]!; e < byColumn.start[j + 1]!; e++) {
      const i = byColumn.list[e]!;
      for (let k = byRow.start[i]!; k < byRow.start[i + 1]!; k++) {
        const colour = colours[byRow.list[k]!]!;
        if (colour >= 0) taken[colour] = j;
      }
    }
    let colour = 0;
    while (taken[colour] === j) colour++;
    colours[j] = colour;
    count = Math.max(count, colour + 1);
  }
  return { count, colours };
}

/**
 * Colours for the rows of a symmetric relation so that neighbours differ and every path of four has three colours:
 * then each element stands alone in a row of the sweeps, its own or its mirror's (Coleman and Moré 1984). Greedily,
 * in the order of degrees: the star colouring of Gebremedhin, Manne and Pothen, What Color Is Your Jacobian?, SIAM
 * Review 47 (2005). Of a path of three whose ends are of one colour the middle has a smaller one, so that no path of
 * four has two.
 */
export function colourStars(of: { start: Int32Array; list: Int32Array }): { count: number; colours: Int32Array } {
  const size = of.start.length - 1;
  const degrees = new Float64Array(size).map((_, i) => of.start[i + 1]! - of.start[i]!);
  const colours = new Int32Array(size).fill(-1);
  if (of.list.length === size * size) return { count: size, colours: colours.map((_, j) => j) };
  const taken = new Int32Array(size + 2).fill(-1);
  // the colours among the neighbours of each, each once
  const around: number[][] = Array.from({ length: size }, () => []);
  let count = 0;
  for (const i of byDegree(degrees)) {
    for (let e = of.start[i]!; e < of.start[i + 1]!; e++) {
      const middle = of.list[e]!;
      if (middle === i) continue;
      const own = colours[middle]!;
      if (own >= 0) taken[own] = i;
      for (const colour of around[middle]!) if (own < 0 || colour < own) taken[colour] = i;
    }
    let colour = 0;
    while (taken[colour] === i) colour++;
    colours[i] = colour;
    count = Math.max(count, colour + 1);
    for (let e = of.start[i]!; e < of.start[i + 1]!; e++) {
      const beside = around[of.list[e]!]!;
      if (of.list[e] !== i && !beside.includes(colour)) beside.push(colour);
    }
  }
  return { count, colours };
}

/** A matrix of so many columns as its sweeps tell it: along the colours of its columns, or of its rows. */
export function compressed(
  of: { start: Int32Array; list: Int32Array }, width: number, isByRows: boolean,
): { rowStart: Int32Array; columns: Int32Array; count: number; colours: Int32Array; places: Int32Array } {
  const byColumn = turnedRows(of, width);
  const height = of.start.length - 1;
  const byRow = turnedRows(byColumn, height);
  const { count, colours } = isByRows ? colourColumns(byColumn, byRow) : colourColumns(byRow, byColumn);
  const places = new Int32Array(byRow.list.length);
  for (let i = 0; i < height; i++) {
    for (let e = byRow.start[i]!; e < byRow.start[i + 1]!; e++) {
      const j = byRow.list[e]!;
      places[e] = 1 + (isByRows ? colours[i]! * width + j : colours[j]! * height + i);
    }
  }
  return { rowStart: byRow.start, columns: byRow.list, count, colours, places };
}

/** A relation with its mirror image, each row's columns in order. */
export function symmetricRows(of: { start: Int32Array; list: Int32Array }): { start: Int32Array; list: Int32Array } {
  const size = of.start.length - 1;
  const all = { box: [size], to: [0, 1], from: [0, 1] };
  return inOrderOfColumns(joinRows(size, [{ ...all, of }, { ...all, of: turnedRows(of, size) }]), size);
}

/** A symmetric matrix as its sweeps tell it; both of a pair stand at one place of them. */
export function compressedSymmetric(
  of: { start: Int32Array; list: Int32Array },
): { rowStart: Int32Array; columns: Int32Array; count: number; colours: Int32Array; places: Int32Array } {
  const size = of.start.length - 1;
  const { start, list } = symmetricRows(of);
  const { count, colours } = colourStars({ start, list });
  const places = new Int32Array(list.length);
  const [times, row] = [new Int32Array(count), new Int32Array(count).fill(-1)];
  const pair = new Map<number, number>();
  for (let i = 0; i < size; i++) {
    for (let e = start[i]!; e < start[i + 1]!; e++) {
      const colour = colours[list[e]!]!;
      times[colour] = row[colour] === i ? times[colour]! + 1 : 1;
      row[colour] = i;
    }
    for (let e = start[i]!; e < start[i + 1]!; e++) {
      const j = list[e]!;
      const place = 1 + colours[j]! * size + i;
      const mirror = pair.get(j * size + i);
      if (mirror !== undefined) places[e] = mirror;
      // alone of its colour in the row, or alone of the row's colour in its own
      else places[e] = times[colours[j]!] === 1 ? place : 1 + colours[i]! * size + j;
      if (j > i) pair.set(i * size + j, places[e]!);
    }
  }
  return { rowStart: start, columns: list, count, colours, places };
}
