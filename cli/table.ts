/** Columns as kubectl prints them: padded with spaces, no lines, so that grep and awk work. */

const GAP = '   ';

export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all
    .map((row) => header.map((_, column) => (row[column] ?? '').padEnd(widths[column] ?? 0)).join(GAP))
    .map((line) => line.trimEnd())
    .join('\n');
}
