/** One setting, one preset. Names of presets are those of the settings. */

import { isExtendedResource } from '../../../shared/preset/requests.ts';
import type { PresetSpec } from '../../../shared/preset/spec.ts';
import { literalText } from '../literal.ts';
import type { Reader } from '../reader.ts';
import type { Behaviour, PresetManifest } from '../types.ts';
import { checked, checkedList } from './checked.ts';
import { all, INTERRUPTIBLE, NOT_INTERRUPTIBLE, namesNone, OF_FLYTE, PRIMARY } from './expressions.ts';
import { metadataOf } from './metadata.ts';
import { saysNothing } from './nothing.ts';
import { PRIORITY } from './priorities.ts';
import { quantityOf } from './quantity.ts';
import { requiredNode } from './required-node.ts';

export interface SettingContext {
  readonly behaviour: Behaviour;
  /** Pod tasks that say this field of the pod, or containers.<field> of the primary container. */
  readonly tasksThatSay: (field: string) => readonly string[];
}

type Maker = (value: Reader, context: SettingContext) => readonly PresetManifest[];

const APP_PRIMARY = { types: ['App'], primary: true } as const;

export function flytePreset(
  name: string,
  { matchExpression = OF_FLYTE, ...spec }: PresetSpec,
): PresetManifest {
  return {
    apiVersion: 'latebind.dev/v1alpha1',
    kind: 'ClusterPodPreset',
    metadata: { name },
    spec: { matchExpression, priority: PRIORITY.settings, onConflict: 'SkipEntry', ...spec },
  };
}

/** A preset named after its setting; none when the setting says nothing. */
const one =
  (spec: (value: Reader, context: SettingContext) => PresetSpec): Maker =>
  (value, context) =>
    saysNothing(value.value) ? [] : [flytePreset(`flyte-${settingOf(value)}`, spec(value, context))];

const settingOf = ({ path }: Reader): string => path.slice(path.lastIndexOf('.') + 1);

/** The code puts them below everything, the documents above everything. */
const metadata = (field: 'labels' | 'annotations'): Maker =>
  one((value, { behaviour }) => ({
    ...(behaviour === 'documented' ? { layer: 'Override' } : {}),
    priority: PRIORITY.metadataSettings,
    ...(field === 'labels' ? metadataOf(value, undefined) : metadataOf(undefined, value)),
  }));

const sources = (reference: 'configMapRef' | 'secretRef'): Maker =>
  one((value) => ({
    envFrom: value.texts().map((name) => ({ [reference]: { name: literalText(name), optional: true } })),
  }));

/** The request is the limit and the limit the request where only one of them is there. */
const resource = (name: 'cpu' | 'memory'): Maker =>
  one((value) => {
    const amount = quantityOf(value);
    const other = (field: 'limits' | 'requests'): Record<string, string> => ({
      [name]: `\${ string(${PRIMARY}.?resources.?${field}.?${name}.orValue('${amount}')) }`,
    });
    return {
      containers: [
        { select: APP_PRIMARY, resources: { requests: other('limits'), limits: other('requests') } },
      ],
    };
  });

/** Only for pods that say nothing at all about it: half of one and half of another was never meant. */
const whereAbsent = (field: string, absent: string, spec: (value: Reader) => PresetSpec): Maker =>
  one((value, { tasksThatSay }) => ({
    matchExpression: all(OF_FLYTE, absent, namesNone(tasksThatSay(field))),
    ...spec(value),
  }));

const requirement = (condition: string): Maker =>
  one((value) => ({
    matchExpression: all(OF_FLYTE, condition),
    pod: requiredNode(checked(value, 'NodeSelectorRequirement')),
  }));

const resourceTolerations: Maker = (value) =>
  value.keys().flatMap((name) => {
    const tolerations = checkedList(value.required(name), 'Toleration');
    if (tolerations.length === 0) return [];
    const slug = name.toLowerCase().replace(/[^a-z0-9.]+/g, '-');
    return [
      flytePreset(`flyte-resource-tolerations-${slug}`, {
        resourceExpressions: [{ resource: name, operator: 'Exists' }],
        pod: { tolerations },
      }),
    ];
  });

/** Flyte takes the names as they are, also those of resources that are not extended. */
const extendedResources: Maker = (value) => {
  const names = value.texts();
  const extended = names.filter((name) => isExtendedResource(name) && !name.includes('*'));
  const others = names.filter((name) => !isExtendedResource(name));
  return [
    ...(extended.length === 0
      ? []
      : [flytePreset(`flyte-${settingOf(value)}`, { tolerateRequested: extended })]),
    ...others.map((name) =>
      flytePreset(`flyte-${settingOf(value)}-${name}`, {
        resourceExpressions: [{ resource: name, operator: 'Exists' }],
        pod: { tolerations: [{ key: name, operator: 'Exists', effect: 'NoSchedule' }] },
      }),
    ),
  ];
};

const hostNetwork: Maker = (value) => [
  flytePreset(`flyte-${settingOf(value)}`, { layer: 'Override', pod: { hostNetwork: value.flag() } }),
];

/** What becomes of the settings that are about pods; those of accelerators: accelerators.ts. */
const MAKERS: Readonly<Record<string, Maker>> = {
  'default-labels': metadata('labels'),
  'default-annotations': metadata('annotations'),
  // Flyte writes them behind those of the task, and of two variables of one name the last counts.
  'default-env-vars': one((value) => ({
    env: Object.entries(value.textMap()).map(([name, text]) => ({
      name,
      value: literalText(text),
      merge: { strategy: 'Override' },
    })),
  })),
  'default-env-from-secrets': sources('secretRef'),
  'default-env-from-configmaps': sources('configMapRef'),
  'default-cpus': resource('cpu'),
  'default-memory': resource('memory'),
  'default-tolerations': one((value) => ({ pod: { tolerations: checkedList(value, 'Toleration') } })),
  'default-node-selector': one((value) => ({ pod: { nodeSelector: textsOf(value) } })),
  'default-affinity': whereAbsent('affinity', '!has(pod.spec.affinity)', (value) => ({
    pod: { affinity: checked(value, 'Affinity') },
  })),
  'scheduler-name': one((value) => ({ pod: { schedulerName: literalText(value.text()) } })),
  'interruptible-tolerations': one((value) => ({
    matchExpression: all(OF_FLYTE, INTERRUPTIBLE),
    pod: { tolerations: checkedList(value, 'Toleration') },
  })),
  'interruptible-node-selector': one((value) => ({
    matchExpression: all(OF_FLYTE, INTERRUPTIBLE),
    layer: 'Override',
    pod: { nodeSelector: textsOf(value) },
  })),
  'interruptible-node-selector-requirement': requirement(INTERRUPTIBLE),
  'non-interruptible-node-selector-requirement': requirement(NOT_INTERRUPTIBLE),
  'resource-tolerations': resourceTolerations,
  'add-tolerations-for-extended-resources': extendedResources,
  'default-pod-security-context': whereAbsent(
    'securityContext',
    // The API server gives every pod an empty one.
    'pod.spec.?securityContext.orValue({}).size() == 0',
    (value) => ({ pod: { securityContext: checked(value, 'PodSecurityContext') } }),
  ),
  'default-security-context': whereAbsent(
    'containers.securityContext',
    `!${PRIMARY}.?securityContext.hasValue()`,
    (value) => ({
      containers: [{ select: APP_PRIMARY, securityContext: checked(value, 'SecurityContext') }],
    }),
  ),
  'default-pod-dns-config': whereAbsent('dnsConfig', '!has(pod.spec.dnsConfig)', (value) => ({
    pod: { dnsConfig: checked(value, 'PodDNSConfig') },
  })),
  'enable-host-networking-pod': hostNetwork,
  'image-pull-policy': one((value) => ({
    containers: [{ select: APP_PRIMARY, imagePullPolicy: literalText(value.text()) }],
  })),
};

export const SETTING_PRESETS: ReadonlyMap<string, Maker> = new Map(Object.entries(MAKERS));

function textsOf(value: Reader): Record<string, string> {
  return Object.fromEntries(Object.entries(value.textMap()).map(([key, text]) => [key, literalText(text)]));
}
