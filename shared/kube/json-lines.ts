import type { StreamReader } from './answer-format.ts';

/** One JSON value a line, as a watch sends them. */
export function jsonLines(): StreamReader {
  let rest: Buffer[] = [];
  return {
    *push(chunk) {
      let start = 0;
      for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
        const line = textOf(rest, chunk, start, end);
        rest = [];
        start = end + 1;
        if (line.trim() !== '') yield JSON.parse(line);
      }
      if (start < chunk.length) rest.push(chunk.subarray(start));
    },
    *end() {
      const last = Buffer.concat(rest).toString('utf8');
      if (last.trim() !== '') yield JSON.parse(last);
    },
  };
}

/** What came of a line before, and its end in this chunk; most lines are not cut, and need no copy. */
function textOf(before: readonly Buffer[], chunk: Buffer, start: number, end: number): string {
  return before.length === 0
    ? chunk.toString('utf8', start, end)
    : Buffer.concat([...before, chunk.subarray(start, end)]).toString('utf8');
}
