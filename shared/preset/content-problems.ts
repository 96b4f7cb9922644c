/** What is wrong with what a preset gives, as its author wrote it; and what is allowed but surely not meant. */
import type { Fields } from '../json.ts';
import type { Container, Toleration, Volume } from '../kube/objects.ts';
import { GROUP } from '../names.ts';
import type { Problem } from './api.ts';
import {
  envFromProblems,
  envProblems,
  mountProblems,
  tolerationProblems,
  volumeProblems,
} from './entry-problems.ts';
import { isPlain, listIn } from './entry-value.ts';
import { labelValueProblem, qualifiedNameProblem } from './label-value.ts';
import { checkPodFields, type PodType } from './pod-types.ts';
import type { AddedContainer, ContainerPatch, PresetSpec } from './spec.ts';
import { forbiddenFields } from './statements.ts';

export interface ContentCheck {
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
}

export function checkContent(spec: PresetSpec): ContentCheck {
  const problems: Problem[] = [];
  const warnings: string[] = [];
  const types = (type: PodType, value: Fields, path: string): void => {
    const checked = checkPodFields(type, value, path);
    problems.push(...checked.problems);
    warnings.push(
      ...checked.unknown.map(
        (unknown) =>
          `${unknown} is no field that this version of Latebind knows; an API server that does not know it drops it`,
      ),
    );
  };
  const volumes = [...(spec.volumes ?? []), ...(listIn(spec.pod?.['volumes']) as Volume[])];
  if (spec.pod !== undefined) types('PodSpec', spec.pod, 'spec.pod');
  for (const [index, patch] of (spec.containers ?? []).entries())
    types('ContainerPatch', patch, `spec.containers[${index}]`);
  const added = addedContainers(spec);
  for (const { container, path } of added) types('Container', container, path);
  // What is of the wrong type cannot be looked into.
  if (problems.length > 0) return { problems: [...forbiddenFields(spec), ...problems], warnings };

  problems.push(
    ...forbiddenFields(spec),
    ...envProblems(spec.env ?? [], 'spec.env'),
    ...envFromProblems(spec.envFrom ?? [], 'spec.envFrom'),
    ...volumeProblems(spec.volumes ?? [], 'spec.volumes'),
    ...volumeProblems(listIn(spec.pod?.['volumes']) as Volume[], 'spec.pod.volumes'),
    ...(listIn(spec.pod?.['volumes']) as Volume[])
      .filter(({ name }) => spec.volumes?.some((other) => other.name === name))
      .map(({ name }) => ({
        path: 'spec.pod.volumes',
        message: `has "${name}", which is in spec.volumes, too`,
      })),
    ...mountProblems(spec.volumeMounts ?? [], volumes, 'spec.volumeMounts'),
    ...tolerationsIn(spec.tolerations ?? [], 'spec.tolerations'),
    ...tolerationsIn(listIn(spec.pod?.['tolerations']) as Toleration[], 'spec.pod.tolerations'),
    ...metadataProblems(spec),
    ...nodeSelectorProblems(spec.pod?.['nodeSelector']),
    ...(spec.containers ?? []).flatMap(patchProblems),
    ...added.flatMap(addedProblems),
    ...twice(added.map(({ container }) => container.name)).map((name) => ({
      path: 'spec.addContainers',
      message: `adds "${name}" twice`,
    })),
  );
  warnings.push(...unusedWarnings(spec, volumes, added));
  return { problems, warnings };
}

interface Added {
  readonly container: Container;
  readonly path: string;
}

function addedContainers({ addContainers }: PresetSpec): Added[] {
  const list = (name: string, entries: readonly AddedContainer[] = []): Added[] =>
    entries.map(({ container }, index) => ({
      container,
      path: `spec.addContainers.${name}[${index}].container`,
    }));
  return [...list('init', addContainers?.init), ...list('sidecars', addContainers?.sidecars)];
}

function tolerationsIn(tolerations: readonly Toleration[], list: string): Problem[] {
  return tolerations.flatMap((toleration, index) => tolerationProblems(toleration, `${list}[${index}]`));
}

function metadataProblems({ metadata, remove }: PresetSpec): Problem[] {
  const keys = (['labels', 'annotations'] as const).flatMap((field) =>
    Object.keys(metadata?.[field] ?? {}).flatMap((key) => {
      const path = `spec.metadata.${field}`;
      if (isOurs(key))
        return [{ path, message: `has "${key}"; keys of ${GROUP} are written by Latebind only` }];
      const problem = qualifiedNameProblem(key);
      return problem === undefined ? [] : [{ path, message: `has "${key}", ${problem}` }];
    }),
  );
  const values = Object.entries(metadata?.labels ?? {}).flatMap(([key, value]) => {
    const problem = value.includes('${') ? undefined : labelValueProblem(value);
    return problem === undefined
      ? []
      : [{ path: `spec.metadata.labels.${key}`, message: `is "${value}", ${problem}` }];
  });
  // What a pod's author says to us is not for others to take back.
  const removed = (['labels', 'annotations'] as const).flatMap((field) =>
    (remove?.[field] ?? []).filter(isOurs).map((key) => ({
      path: `spec.remove.${field}`,
      message: `has "${key}"; keys of ${GROUP} are not removed by presets`,
    })),
  );
  return [...keys, ...values, ...removed];
}

const isOurs = (key: string): boolean =>
  key === GROUP || key.startsWith(`${GROUP}/`) || key.startsWith(`bind.${GROUP}/`);

function nodeSelectorProblems(nodeSelector: unknown): Problem[] {
  if (!isPlain(nodeSelector)) return [];
  return Object.entries(nodeSelector).flatMap(([key, value]) => {
    const text = String(value);
    const problem = qualifiedNameProblem(key) ?? (text.includes('${') ? undefined : labelValueProblem(text));
    return problem === undefined
      ? []
      : [{ path: `spec.pod.nodeSelector.${key}`, message: `is "${text}", ${problem}` }];
  });
}

function patchProblems(
  { select, env = [], envFrom = [], volumeMounts = [], ...others }: ContainerPatch,
  index: number,
): Problem[] {
  const path = `spec.containers[${index}]`;
  const problems = [
    ...envProblems(env, `${path}.env`),
    ...envFromProblems(envFrom, `${path}.envFrom`),
    ...mountProblems(volumeMounts, undefined, `${path}.volumeMounts`),
  ];
  for (const list of ['types', 'names'] as const) {
    if (select?.[list]?.length === 0)
      problems.push({
        path: `${path}.select.${list}`,
        message: 'is empty, so no container would be selected',
      });
  }
  const nothing = [env, envFrom, volumeMounts].every(({ length }) => length === 0);
  // With `required` it says that there must be such a container.
  if (nothing && Object.keys(others).length === 0 && select?.required !== true)
    problems.push({ path, message: 'gives nothing to the containers it selects' });
  return problems;
}

function addedProblems({ container, path }: Added): Problem[] {
  const { name, image, env = [], envFrom = [], volumeMounts = [] } = container;
  const problems = [
    ...envProblems(env, `${path}.env`),
    ...envFromProblems(envFrom, `${path}.envFrom`),
    ...mountProblems(volumeMounts, undefined, `${path}.volumeMounts`),
  ];
  if (typeof name !== 'string' || !/^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/.test(name))
    problems.push({ path: `${path}.name`, message: `is ${JSON.stringify(name)}, wanted a DNS label` });
  if (typeof image !== 'string' || image === '')
    problems.push({ path: `${path}.image`, message: 'is missing; an added container is given whole' });
  if (container.restartPolicy !== undefined)
    problems.push({
      path: `${path}.restartPolicy`,
      message: 'cannot be given; use sidecars with restartable: true',
    });
  return problems;
}

function twice(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}

/** Allowed, and without effect. */
function unusedWarnings(spec: PresetSpec, volumes: readonly Volume[], added: readonly Added[]): string[] {
  const mounts = [
    ...(spec.volumeMounts ?? []),
    ...(spec.containers ?? []).flatMap(({ volumeMounts = [] }) => volumeMounts),
    ...added.flatMap(({ container: { volumeMounts = [] } }) => volumeMounts),
  ];
  const unmounted = volumes
    .filter(({ name, hostPath }) => hostPath !== undefined && !mounts.some((mount) => mount.name === name))
    .map(({ name }) => `spec.volumes: "${name}" is mounted by no entry of volumeMounts`);
  const images = (spec.containers ?? []).flatMap(({ image }, index) => {
    const wins =
      spec.layer === 'Override' || spec.strategies?.some(({ path }) => path === 'containers.image');
    return image === undefined || wins === true
      ? []
      : [
          `spec.containers[${index}].image: every container has an image, and with layer Default its own wins`,
        ];
  });
  const empty = Object.entries(spec.pod ?? {})
    .filter(([, value]) => isPlain(value) && Object.keys(value).length === 0)
    .map(([field]) => `spec.pod.${field} is empty and says nothing`);
  return [...unmounted, ...images, ...empty];
}
