/** The steps of `npm run verify`, cheapest first. */

export interface Step {
  readonly name: string;
  readonly command: string;
  /** It takes minutes: what it prints is shown as it comes. */
  readonly live?: true;
  /** What a person types to see this step alone, or to cure it. */
  readonly repeat: string;
  /** One line of what it printed that is worth keeping when it is green. */
  readonly summary?: (output: string) => string;
}

export const STEPS: readonly Step[] = [
  {
    name: 'format',
    command: 'biome check --error-on-warnings .',
    repeat: 'npm run format',
    summary: (output) => /Checked \d+ files/.exec(output)?.[0] ?? '',
  },
  { name: 'lint', command: 'oxlint --type-aware --deny-warnings', repeat: 'npm run lint' },
  {
    name: 'imports',
    command: 'node scripts/check-imports.ts',
    repeat: 'npm run verify -- imports',
    summary: lastLine,
  },
  { name: 'types', command: 'tsc', repeat: 'npm run types' },
  { name: 'dead-code', command: 'knip', repeat: 'npx knip' },
  {
    name: 'generated',
    command: 'node scripts/generate.ts --check',
    repeat: 'npm run generate',
    summary: lastLine,
  },
  { name: 'bundles', command: 'node scripts/build.ts', repeat: 'npm run build' },
  {
    name: 'unit',
    command: 'vitest run --project unit',
    repeat: 'npm run test:unit',
    summary: testCount,
  },
  {
    name: 'programs',
    command: 'node test/cluster/build-now.ts',
    repeat: 'node test/cluster/build-now.ts',
    live: true,
  },
  {
    name: 'cluster',
    command: 'vitest run --project cluster',
    repeat: 'npm run test:cluster',
    summary: testCount,
  },
];

function lastLine(output: string): string {
  return output.trimEnd().split('\n').at(-1) ?? '';
}

export function testCount(output: string): string {
  return /^\s*Tests\s+(.*)$/m.exec(output)?.[1]?.trim() ?? '';
}
