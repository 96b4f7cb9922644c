import { HOST_PROBLEMS, REASONS, type ReasonCode } from '../../shared/names.ts';
import { page, table } from './markdown.ts';

/**
 * What the reader does about each code. Here and not in shared/names.ts: it is prose for a person with a
 * terminal, and it may change without a release.
 */
const GUIDE: Readonly<Record<ReasonCode, { see: string; cure: string }>> = {
  FactsMissing: {
    see: 'kubectl get node NODE -o jsonpath="{.metadata.annotations.latebind\\.dev/host-facts}" prints nothing.',
    cure: 'Check that the agent runs there: kubectl -n latebind-system get pods -o wide -l app.kubernetes.io/name=latebind-agent.',
  },
  FactsStale: {
    see: 'The node was rebooted, got another kernel or was deleted and made again, and the agent has not written since.',
    cure: 'Wait for the agent (it writes within a minute of its start), then look at its log.',
  },
  FactsUnreadable: {
    see: 'The annotation was cut or edited, or was written by a newer agent.',
    cure: 'Restart the agent on that node; update the extender before the agents.',
  },
  RequireNotMet: {
    see: 'kubectl get node NODE -o jsonpath="{.metadata.annotations.latebind\\.dev/host-summary}" shows the facts.',
    cure: 'Bring the node to what is asked for, or relax the preset; a pod with another latebind.dev/require is a new pod. The event names the preset, or says that it is the pod’s own.',
  },
  FactUnknown: {
    see: 'kubectl get node NODE -o jsonpath="{.metadata.annotations.latebind\\.dev/host-summary}": "failed" names the readers that could not look; the agent’s log says why.',
    cure: 'Guard the expression with has(host.…) where the fact does not exist there, or cure what keeps the agent from reading.',
  },
  ExpressionFailed: {
    see: 'The log line of the extender has the expression, the node and the error.',
    cure: 'Correct the expression; it works on other nodes, so think of empty lists and missing members.',
  },
  ValueInvalid: {
    see: 'The log line of the extender has the slot and what was wrong with the value.',
    cure: 'A late value is printable ASCII without $ and backquote, at most 4096 characters. Change the expression.',
  },
  PathForbidden: {
    see: 'The log line of the extender has the path.',
    cure: 'Mount something else: /etc/kubernetes, /var/lib/kubelet, /proc and the sockets of container runtimes are never mounted.',
  },
  NodeUnknown: {
    see: 'The node joined a moment ago, or the extender has lost its watch (metric of the reflector, readiness).',
    cure: 'It goes away by itself. When it does not: kubectl -n latebind-system get pods.',
  },
  RecipeUnreadable: {
    see: 'kubectl get pod POD -o jsonpath="{.metadata.annotations.latebind\\.dev/slots}".',
    cure: 'Delete the pod so that its controller makes a new one.',
  },
  NotMatched: {
    see: 'The log line of the webhook names the selector.',
    cure: 'Nothing, unless it should match.',
  },
  NotRequested: {
    see: 'The preset has byName: true, and the annotation latebind.dev/presets of the pod does not list it.',
    cure: 'Annotate the pod: latebind.dev/presets: "NAME,OTHER".',
  },
  Shadowed: {
    see: 'kubectl -n NAMESPACE get podpreset NAME; one of the two has scopePolicy: Shadow.',
    cure: 'Nothing, unless both should apply: then use scopePolicy: Merge, or another name.',
  },
  PresetUnknown: {
    see: 'The message of kubectl apply names it: neither a PodPreset of the namespace nor a ClusterPodPreset is called so, or it is not valid.',
    cure: 'Create the preset first, or correct the annotation latebind.dev/presets.',
  },
  RequireInvalid: {
    see: 'The message of kubectl apply, or the event of what makes the pod, has the position and what is wrong there; so have latebind check -f FILE and latebind admit -f FILE.',
    cure: 'Correct the expression (docs/writing-presets.md, “Expressions”), or leave the annotation out where any node will do.',
  },
  Conflict: {
    see: 'The event and the warning at kubectl apply give the field, the value seen and the value wanted.',
    cure: 'Remove one of the two values, or say who wins: layer, priority, merge.strategy.',
  },
  DroppedWithSet: {
    see: 'One preset with onConflict: SkipAll has a conflict, and then none of the matching ones is applied.',
    cure: 'Cure that conflict, or use SkipPreset.',
  },
  PresetInvalid: {
    see: 'kubectl apply refuses such a preset; one that was stored while the webhook was away is logged.',
    cure: 'Apply the preset again and read the message.',
  },
  Excluded: { see: 'The pod carries latebind.dev/exclude: "true".', cure: 'Remove the annotation.' },
  ReservedName: {
    see: 'The message of kubectl apply names it.',
    cure: 'Rename it: LATEBIND_ variables, latebind- volumes and bind.latebind.dev/ annotations are ours.',
  },
  Uncovered: {
    see: 'kubectl get pod POD -o jsonpath="{.metadata.annotations.latebind\\.dev/uncovered}".',
    cure: 'Write a preset for the resource, or ignore it: the pod runs, without anything added for that resource.',
  },
  Rejected: {
    see: 'The message of kubectl apply gives the field, the value seen and the value wanted.',
    cure: 'Change the pod, or use another onConflict.',
  },
};

export function reasonCodes(): string {
  const sections = (Object.keys(REASONS) as ReasonCode[]).map((code) =>
    [`## ${code}`, REASONS[code], `**See it.** ${GUIDE[code].see}`, `**Cure.** ${GUIDE[code].cure}`].join(
      '\n\n',
    ),
  );
  return page(
    'Reason codes',
    'Why a node or a pod was refused, or a preset was not applied. The codes are stable; events, metrics and log lines use them.',
    ...sections,
    [
      '## Problems of a host',
      'Why `host.healthy` is false: in `host.problems`, in Events of the Node and in the metric `latebind_agent_host_problems`. `latebind facts NODE` shows them with their details.',
      table(
        ['code', 'meaning', 'next'],
        Object.entries(HOST_PROBLEMS).map(([code, { meaning, next }]) => [`\`${code}\``, meaning, next]),
      ),
    ].join('\n\n'),
  );
}
