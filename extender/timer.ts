/** Calls `run` after so many milliseconds; returns what cancels it. Tests put another in its place. */
export type After = (ms: number, run: () => void) => () => void;

export const afterTimer: After = (ms, run) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};
