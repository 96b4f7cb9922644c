/** Facts of one host for people: one fact a line, in groups, and what is not known or went wrong. */
import { type Leaf, leavesOf } from '../../shared/discovery/fact-paths.ts';
import type { HostFacts } from '../../shared/host-facts/model.ts';
import { printable } from './printable.ts';

export function factsText(facts: HostFacts): string {
  const leaves = leavesOf(facts).filter(({ path }) => !/^(schema|sources|problems)\b/.test(path));
  const known = new Set(leaves.map(({ path }) => path));
  const unknown = importantPaths(facts).filter((path) => !known.has(path));
  const groups = new Map<string, string[]>();
  const add = (path: string, line: string): void => {
    const group = /^\w+/.exec(path)?.[0] ?? '';
    groups.set(group, [...(groups.get(group) ?? []), line]);
  };
  for (const { path, value } of leaves) add(path, lineOf({ path, value }));
  for (const path of unknown) add(path, `${path} = unknown`);
  const sections = [...groups.values()];
  const failed = (facts.sources ?? []).filter(({ ok }) => ok === false);
  if (failed.length > 0) {
    const lines = failed.map(({ name, error, detail }) =>
      ['  ', name, ': ', error ?? 'failed', detail === undefined ? '' : ` (${printable(detail)})`].join(''),
    );
    sections.push(['sources that failed; their facts are unknown or from an earlier look', ...lines]);
  }
  const notes = (facts.sources ?? []).filter(({ ok, detail }) => ok !== false && detail !== undefined);
  if (notes.length > 0)
    sections.push(['notes', ...notes.map(({ name, detail }) => `  ${name}: ${printable(detail)}`)]);
  const problems = facts.problems ?? [];
  if (problems.length > 0)
    sections.push(['problems', ...problems.map(({ code, detail }) => `  ${code}: ${printable(detail)}`)]);
  return sections.map((lines) => lines.join('\n')).join('\n\n');
}

const lineOf = ({ path, value }: Pick<Leaf, 'path' | 'value'>): string => `${path} = ${printable(value)}`;

/** What presets and people ask first; where such a fact is not there, that is news. */
export function importantPaths({ nvidia, amd, gpus = [] }: HostFacts): string[] {
  return [
    ...['bootId', 'os.id', 'os.versionId', 'kernel.release', 'kernel.architecture', 'cpu.logical'],
    ...['memory.totalMiB', 'nvidia.present', 'amd.present', 'intel.present', 'healthy'],
    ...(nvidia?.present === true
      ? [
          'driver.version',
          'driver.userVersion',
          'root',
          'libraryDir',
          'binaryDir',
          'cudaVersion',
          'deviceRoot',
        ]
      : []
    ).map((name) => `nvidia.${name}`),
    ...(amd?.present === true ? ['driverVersion', 'libraryDir', 'kfd'] : []).map((name) => `amd.${name}`),
    ...gpus.flatMap(({ seenByDriver, vendor }, index) =>
      seenByDriver === true && (vendor === 'nvidia' || vendor === 'amd')
        ? [`gpus[${index}].model`, `gpus[${index}].memoryMiB`]
        : [],
    ),
  ];
}
