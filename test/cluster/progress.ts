/** Receives one line of progress; without a newline. */
export type Progress = (line: string) => void;

/** Prefixes lines with the seconds since this call. */
export function timedProgress(progress: Progress | undefined): Progress {
  if (progress === undefined) return () => {};
  const start = performance.now();
  return (line) => progress(`[${((performance.now() - start) / 1000).toFixed(1).padStart(5)} s] ${line}`);
}

/** Lines on standard error, which keeps standard output for results. */
export function progressOnStandardError(line: string): void {
  process.stderr.write(`${line}\n`);
}
