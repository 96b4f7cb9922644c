/** Where pods go that ask for an accelerator, and what its device class gives to them. */
import type { PresetSpec } from '../../../shared/preset/spec.ts';
import type { Losses } from '../losses.ts';
import type { Behaviour, PresetManifest } from '../types.ts';
import type { Accelerators, DeviceClass, NodeMarks } from './device-classes.ts';
import { accelerator, all, celList, celText } from './expressions.ts';
import { PRIORITY } from './priorities.ts';
import { requiredNode } from './required-node.ts';
import { flytePreset } from './setting-presets.ts';
import { templateContent } from './template.ts';

/** Device classes whose nodes are told in the same way. */
interface Group {
  /** End of the presets' names. */
  readonly suffix: string;
  readonly marks: NodeMarks;
  /** All that it may be; undefined for any. */
  readonly classes: readonly string[] | undefined;
  /** The device class is one of the group. */
  readonly condition: string | undefined;
}

export function acceleratorPresets(accelerators: Accelerators): PresetManifest[] {
  const resources = [
    ...new Set([accelerators.resource, ...accelerators.classes.map(({ resource }) => resource)]),
  ];
  return [
    ...groupsOf(accelerators).flatMap((group) => placement(group, resources.sort(), accelerators.devices)),
    partitionSlices(),
  ];
}

/** The first group is that of the settings for GPUs; classes that are not configured belong to it, too. */
function groupsOf({ marks, classes }: Accelerators): Group[] {
  const key = (one: NodeMarks): string => JSON.stringify(one);
  const own = Map.groupBy(
    classes.filter((one) => key(one.marks) !== key(marks)),
    (one) => key(one.marks),
  );
  const others = [...own.values()].flat().map(({ name }) => name);
  return [
    {
      suffix: '',
      marks,
      classes: undefined,
      condition: others.length === 0 ? undefined : `!(${accelerator.deviceClass} in ${celList(others)})`,
    },
    ...[...own.values()].map((members): Group => {
      const names = members.map(({ name }) => name);
      return {
        suffix: `-${slug(names.join('-'))}`,
        marks: members[0]?.marks ?? marks,
        classes: names,
        condition: `${accelerator.deviceClass} in ${celList(names)}`,
      };
    }),
  ];
}

function placement(
  { suffix, marks, classes, condition }: Group,
  resources: readonly string[],
  devices: Accelerators['devices'],
): PresetManifest[] {
  const where = (...what: readonly string[]): string => accelerator.asks(condition, ...what);
  const placed = (name: string, matchExpression: string, pod: PresetSpec['pod']): PresetManifest =>
    flytePreset(`flyte-accelerator-${name}${suffix}`, {
      matchExpression,
      required: true,
      covers: resources,
      pod: pod ?? {},
    });
  return [
    placed(
      'device',
      where(`${accelerator.device} != ''`),
      marked(marks.deviceLabel, labelOf(devices(classes))),
    ),
    placed(
      'partition',
      where(`${accelerator.partitionSize} != ''`),
      marked(marks.partitionLabel, accelerator.partitionSize),
    ),
    placed('unpartitioned', where(`${accelerator.partitionSize} == ''`, accelerator.unpartitioned), {
      ...(marks.wholeToleration === undefined ? {} : { tolerations: [marks.wholeToleration] }),
      ...requiredNode(marks.wholeRequirement ?? { key: marks.partitionLabel, operator: 'DoesNotExist' }),
    }),
  ];
}

/** Nodes with this value of the label, and their taint. */
function marked(key: string, expression: string): PresetSpec['pod'] {
  const value = `\${ ${expression} }`;
  return {
    tolerations: [{ key, operator: 'Equal', value, effect: 'NoSchedule' }],
    ...requiredNode({ key, operator: 'In', values: [value] }),
  };
}

/** Names are compared in upper case; one that is not in the table is the label's value itself. */
function labelOf(devices: Readonly<Record<string, string>>): string {
  const table = Object.entries(devices).map(([device, label]) => `${celText(device)}: ${celText(label)}`);
  return `{${table.join(', ')}}[?${accelerator.device}.upperAscii()].orValue(${accelerator.device})`;
}

/** For quotas: of "2g.10gb" two slices. */
function partitionSlices(): PresetManifest {
  const [slices, memory] = [0, 1].map((part) => `${accelerator.partitionSize}.split('g.')[${part}]`) as [
    string,
    string,
  ];
  const number = (text: string): string => `${text}.split('').all(c, '0123456789'.contains(c))`;
  return flytePreset('flyte-gpu-partition-slices', {
    matchExpression: accelerator.asks(
      `${accelerator.partitionSize}.split('g.').size() == 2`,
      `${slices} != ''`,
      number(slices),
      `${memory}.endsWith('gb')`,
      `${memory} != 'gb'`,
      number(`${memory}.split('gb')[0]`),
    ),
    layer: 'Override',
    metadata: { labels: { 'platform.union.ai/gpu-partition-slices': `\${ ${slices} }` } },
  });
}

/** The template of a device class: over the default template, below what the task says. */
export function deviceClassPresets(
  { resource, classes }: Accelerators,
  behaviour: Behaviour,
  losses: Losses,
): PresetManifest[] {
  return classes.flatMap((one) => {
    if (one.template === undefined) return [];
    const { metadata, ...content } = templateContent(one.template.required('template'), losses);
    if (metadata !== undefined && behaviour === 'implemented') {
      losses.add(
        one.template.required('template').required('metadata'),
        'is not used by Flyte, though its documents say so; --behaviour documented carries it',
      );
    }
    const used = behaviour === 'documented' && metadata !== undefined ? { metadata, ...content } : content;
    if (Object.keys(used).length === 0) return [];
    return [
      flytePreset(`flyte-device-class-${slug(one.name)}`, {
        matchExpression: ofClass(one, [
          resource,
          ...classes.filter((other) => other !== one).map((other) => other.resource),
        ]),
        priority: PRIORITY.deviceClass,
        covers: [one.resource],
        ...used,
      }),
    ];
  });
}

/** A pod that does not name its accelerator is of the class whose resource it requests, if that resource is of no other. */
function ofClass({ name, resource }: DeviceClass, others: readonly string[]): string {
  const named = `${accelerator.deviceClass} == ${celText(name)}`;
  return others.includes(resource)
    ? all(accelerator.there, named)
    : `${accelerator.there} ? ${named} : ${celText(resource)} in resources`;
}

function slug(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}
