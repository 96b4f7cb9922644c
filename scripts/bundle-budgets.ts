/** What a bundle may weigh and what may be in it. The figures are in bundle-budgets.json. */

export interface Program {
  readonly name: string;
  readonly entry: string;
  readonly executable?: true;
  /** Programs of its threads, each a file beside its own, by the file's name. All count. */
  readonly threads?: Readonly<Record<string, string>>;
  /** What it imports when it is needed gets files of its own: what is not read takes no memory. All count. */
  readonly split?: true;
  /** Without blanks and comments: the text of a program stays in memory. Names stay. */
  readonly compact?: true;
  /** Packages that must not be in the bundle. */
  readonly without?: readonly string[];
}

export const PROGRAMS: readonly Program[] = [
  // client-node alone doubles the memory of a process that runs on every node.
  {
    name: 'agent',
    entry: 'agent/main.ts',
    split: true,
    compact: true,
    without: ['@kubernetes/client-node', 'express', 'undici'],
  },
  {
    name: 'extender',
    entry: 'extender/main.ts',
    threads: { 'extender-whole-nodes': 'extender/scheduler/whole-nodes/worker.ts' },
    split: true,
    compact: true,
    without: ['systeminformation'],
  },
  {
    name: 'latebind',
    entry: 'cli/main.ts',
    executable: true,
    split: true,
    without: ['systeminformation', 'express', 'prom-client'],
  },
];

export type Budgets = Readonly<Record<string, { measuredKB: number; limitKB: number } | undefined>>;

export function judgeSize(kilobytes: number, budget: Budgets[string]): string[] {
  if (budget === undefined) return ['has no budget in scripts/bundle-budgets.json'];
  return kilobytes > budget.limitKB
    ? [`larger than its limit; it was ${budget.measuredKB} KB when the limit was set`]
    : [];
}

/** One character beyond ASCII, and Node keeps the text of a whole file in two bytes a character. */
export function judgeText(file: string, content: Buffer): string[] {
  const at = content.findIndex((byte) => byte > 0x7f);
  if (at === -1) return [];
  const near = content.subarray(Math.max(at - 20, 0), at + 20).toString('utf8');
  return [`${file} is not ASCII, which doubles its memory, near ${JSON.stringify(near)}`];
}

export function forbiddenInputs(program: Program, inputs: readonly string[]): string[] {
  return (program.without ?? [])
    .filter((name) => inputs.some((input) => input.includes(`node_modules/${name}/`)))
    .map((name) => `must not contain ${name}`);
}
