/** One line for each node of a cluster. */
import type { FactsState } from '../../shared/host-facts/node-facts.ts';
import { gpuModels } from '../demo/this-machine.ts';
import { table } from '../table.ts';
import type { PublishedFacts } from './cluster.ts';
import { printable } from './printable.ts';

const HEADER = ['NODE', 'FACTS', 'OS', 'DRIVER', 'GPUS', 'HEALTHY', 'LIBRARIES'] as const;

export interface NodeLine {
  readonly node: string;
  readonly state: FactsState['kind'];
  /** Why they are not fresh. */
  readonly detail?: string;
  readonly os?: string;
  readonly driver?: string;
  readonly gpus?: string;
  readonly healthy?: boolean;
  readonly problems?: readonly string[];
  readonly libraries?: string;
}

export function nodeLine({ name, state, facts }: PublishedFacts): NodeLine {
  const detail = stateDetail(state);
  const common = { node: name, state: state.kind, ...(detail === undefined ? undefined : { detail }) };
  if (facts === undefined) return common;
  const { os, nvidia, amd, gpus = [], healthy, problems = [] } = facts;
  const driver = nvidia?.driver?.version ?? nvidia?.driver?.userVersion ?? amd?.driverVersion;
  const libraries = nvidia?.libraryDir ?? amd?.libraryDir;
  return {
    ...common,
    ...(os?.id === undefined ? undefined : { os: [os.id, os.versionId].filter(Boolean).join(' ') }),
    ...(driver === undefined ? undefined : { driver }),
    ...(gpus.length === 0 ? undefined : { gpus: gpuModels(gpus) }),
    ...(healthy === undefined ? undefined : { healthy }),
    ...(problems.length === 0
      ? undefined
      : { problems: [...new Set(problems.map(({ code }) => code ?? ''))] }),
    ...(libraries === undefined ? undefined : { libraries }),
  };
}

export function nodeTable(lines: readonly NodeLine[]): string {
  return table(
    HEADER,
    lines.map(({ node, state, detail, os, driver, gpus, healthy, problems = [], libraries }) =>
      [
        node,
        state === 'stale' && detail !== undefined ? `stale: ${detail}` : state,
        os ?? '-',
        driver ?? '-',
        gpus ?? '-',
        healthy === undefined ? '-' : healthy ? 'yes' : ['no', ...problems].join(' '),
        libraries ?? '-',
      ].map(printable),
    ),
  );
}

export function stateDetail(state: FactsState): string | undefined {
  switch (state.kind) {
    case 'fresh':
    case 'missing':
      return undefined;
    case 'stale':
      return `${state.field} ${state.seen === '' ? 'unknown' : state.seen}, now ${state.wanted === '' ? 'unknown' : state.wanted}`;
    case 'unreadable':
      return state.error;
    default:
      return state satisfies never;
  }
}
