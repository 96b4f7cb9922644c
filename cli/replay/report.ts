/** Differences of many calls as a few lines: the pods of one workload, and the tries of one pod, differ in the same way. */
import type { CallLine } from '../../shared/traffic/format.ts';
import { table } from '../table.ts';
import type { Change, Replayed } from './decide.ts';

export interface Difference {
  readonly verb: CallLine['verb'];
  readonly namespace: string;
  /** Names, in order of their first call. */
  readonly pods: readonly string[];
  readonly calls: number;
  /** Of the first call. */
  readonly changes: readonly Change[];
}

export interface Report {
  readonly calls: number;
  readonly differing: number;
  /** Calls by the reason for which they cannot be decided again. */
  readonly notReplayable: Readonly<Record<string, number>>;
  readonly differences: readonly Difference[];
}

export interface ReportBuilder {
  add(call: CallLine, replayed: Replayed): void;
  report(): Report;
}

export function createReport(): ReportBuilder {
  let calls = 0;
  let differing = 0;
  const notReplayable: Record<string, number> = {};
  const groups = new Map<string, Omit<Difference, 'pods'> & { pods: Set<string>; calls: number }>();
  return {
    add(call, replayed) {
      calls += 1;
      if (replayed.kind === 'same') return;
      if (replayed.kind === 'not replayable') {
        notReplayable[replayed.why] = (notReplayable[replayed.why] ?? 0) + 1;
        return;
      }
      differing += 1;
      const { verb } = call;
      const { name, generateName, namespace = '' } = replayed.pod.metadata;
      const pod = name ?? `${generateName ?? ''}*`;
      // Without the nodes: the scheduler asks for others each time.
      const key = JSON.stringify([
        verb,
        namespace,
        replayed.changes.map(({ nodes: _nodes, ...change }) => change),
      ]);
      const known = groups.get(key);
      if (known === undefined)
        groups.set(key, { verb, namespace, pods: new Set([pod]), calls: 1, changes: replayed.changes });
      else {
        known.calls += 1;
        known.pods.add(pod);
      }
    },
    report: () => ({
      calls,
      differing,
      notReplayable,
      differences: [...groups.values()].map((group) => ({ ...group, pods: [...group.pods] })),
    }),
  };
}

/** Shown of each list without --verbose. */
const FEW = { groups: 20, nodes: 3 };

export function reportLines(report: Report, verbose: boolean): string[] {
  const { calls, differing, notReplayable, differences } = report;
  const shown = verbose ? differences : differences.slice(0, FEW.groups);
  const rows = shown.flatMap(({ verb, namespace, pods, calls: count, changes }) =>
    changes.map((change, index) =>
      index === 0
        ? [verb, podText(namespace, pods, verbose), String(count), changeText(change, verbose)]
        : ['', '', '', changeText(change, verbose)],
    ),
  );
  const more = differences.length - shown.length;
  const skipped = Object.entries(notReplayable);
  return [
    ...(rows.length === 0 ? [] : [table(['VERB', 'PODS', 'CALLS', 'CHANGE'], rows)]),
    ...(more > 0 ? [`and ${more} more; -v shows all`] : []),
    `${calls} calls, ${differing} differ, ${skipped.reduce((sum, [, count]) => sum + count, 0)} cannot be replayed`,
    ...skipped.map(([why, count]) => `  ${count} × ${why}`),
  ];
}

function podText(namespace: string, pods: readonly string[], verbose: boolean): string {
  const [first = '', ...others] = pods;
  if (verbose) return pods.map((pod) => `${namespace}/${pod}`).join(',');
  return `${namespace}/${first}${others.length === 0 ? '' : ` +${others.length}`}`;
}

function changeText({ what, was, now, message, nodes }: Change, verbose: boolean): string {
  const because = message === undefined ? '' : `: ${message}`;
  if (nodes === undefined) return `${what}: ${was} → ${now}${because}`;
  const few = verbose ? nodes : nodes.slice(0, FEW.nodes);
  const names = `${few.join(', ')}${few.length < nodes.length ? ', …' : ''}`;
  const about = what === 'nodes' ? '' : `${what} `;
  return `${nodes.length} × ${about}${was} → ${now}${because} (${names})`;
}
