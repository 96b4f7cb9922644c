/** One measured figure: a ratio to the baseline of the same run, or an amount where the limit is one. */
export interface Row {
  /** Key in bench-budgets.json. */
  readonly name: string;
  readonly ours: string;
  readonly baseline: string;
  readonly value: number;
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
