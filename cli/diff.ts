/** Unified diff of two texts, line by line (E. W. Myers, "An O(ND) Difference Algorithm", 1986). */

interface Line {
  readonly mark: ' ' | '-' | '+';
  readonly text: string;
}

const CONTEXT = 3;

/** As `diff -u` prints it, without a line feed at the end; empty where the texts are equal. */
export function unifiedDiff(
  before: { readonly name: string; readonly text: string },
  after: { readonly name: string; readonly text: string },
): string {
  const lines = compare(linesOf(before.text), linesOf(after.text));
  const hunks = hunksOf(lines);
  if (hunks.length === 0) return '';
  return [`--- ${before.name}`, `+++ ${after.name}`, ...hunks].join('\n');
}

function linesOf(text: string): string[] {
  if (text === '') return [];
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}

function compare(before: readonly string[], after: readonly string[]): Line[] {
  const lines: Line[] = [];
  let [x, y] = [before.length, after.length];
  // From the end back to the start, along the diagonals that each number of edits had reached.
  for (const [edits, reached] of [...searchPath(before, after).entries()].toReversed()) {
    const diagonal = x - y;
    const down =
      diagonal === -edits || (diagonal !== edits && at(reached, diagonal - 1) < at(reached, diagonal + 1));
    const fromDiagonal = down ? diagonal + 1 : diagonal - 1;
    const fromX = edits === 0 ? 0 : at(reached, fromDiagonal);
    const fromY = edits === 0 ? 0 : fromX - fromDiagonal;
    while (x > fromX && y > fromY) {
      lines.push({ mark: ' ', text: before[x - 1] ?? '' });
      x -= 1;
      y -= 1;
    }
    if (edits === 0) break;
    lines.push(down ? { mark: '+', text: after[y - 1] ?? '' } : { mark: '-', text: before[x - 1] ?? '' });
    [x, y] = [fromX, fromY];
  }
  return lines.toReversed();
}

type Reached = ReadonlyMap<number, number>;
const at = (reached: Reached, diagonal: number): number => reached.get(diagonal) ?? 0;

/** For each number of edits: how far each diagonal had come before it. */
function searchPath(before: readonly string[], after: readonly string[]): Reached[] {
  const reached = new Map<number, number>([[1, 0]]);
  const trace: Reached[] = [];
  for (let edits = 0; ; edits += 1) {
    trace.push(new Map(reached));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const down =
        diagonal === -edits || (diagonal !== edits && at(reached, diagonal - 1) < at(reached, diagonal + 1));
      let x = down ? at(reached, diagonal + 1) : at(reached, diagonal - 1) + 1;
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x += 1;
      reached.set(diagonal, x);
      if (x >= before.length && x - diagonal >= after.length) return trace;
    }
  }
}

function hunksOf(lines: readonly Line[]): string[] {
  const changed = lines.flatMap(({ mark }, index) => (mark === ' ' ? [] : [index]));
  const ranges: { from: number; to: number }[] = [];
  for (const index of changed) {
    const from = Math.max(0, index - CONTEXT);
    const to = Math.min(lines.length, index + CONTEXT + 1);
    const last = ranges.at(-1);
    if (last !== undefined && from <= last.to) last.to = to;
    else ranges.push({ from, to });
  }
  return ranges.map(({ from, to }) => {
    const hunk = lines.slice(from, to);
    const start = (other: Line['mark']): number =>
      lines.slice(0, from).filter(({ mark }) => mark !== other).length;
    const count = (other: Line['mark']): number => hunk.filter(({ mark }) => mark !== other).length;
    const head = `@@ -${range(start('+'), count('+'))} +${range(start('-'), count('-'))} @@`;
    return [head, ...hunk.map(({ mark, text }) => `${mark}${text}`)].join('\n');
  });
}

/** Lines count from 1; an empty range names the line before it; a single line needs no count. */
function range(before: number, count: number): string {
  const first = count === 0 ? before : before + 1;
  return count === 1 ? String(first) : `${first},${count}`;
}
