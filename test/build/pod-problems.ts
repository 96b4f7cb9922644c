/**
 * What a valid pod is, as far as presets can break it: a second opinion, which knows nothing of the engine. Empty when
 * nothing is wrong. Where the API server says more, a test asks it (test/e2e/dry-run.test.ts).
 */
import type { Container, Pod } from '../../shared/kube/objects.ts';
import { GROUP } from '../../shared/names.ts';
import { parseQuantity } from '../../shared/preset/quantity.ts';

const LABEL_VALUE = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
const QUALIFIED = /^(?:[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const DNS_LABEL = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

export function podProblems(pod: Pod): string[] {
  return [
    ...leafProblems(pod, ''),
    ...metadataProblems(pod),
    ...nameProblems(pod),
    ...volumeProblems(pod),
    ...(pod.spec.initContainers ?? []).flatMap((one) => [
      ...containerProblems(one, pod),
      ...(one.restartPolicy === 'Always' ? [] : runningProblems(one)),
    ]),
    ...pod.spec.containers.flatMap((one) => containerProblems(one, pod)),
    ...affinityProblems(pod.spec['affinity'], 'spec.affinity'),
    ...repeated('spec.schedulingGates', namesOf(pod.spec['schedulingGates'])),
    ...repeated('spec.imagePullSecrets', namesOf(pod.spec['imagePullSecrets'])),
    ...repeated('spec.resourceClaims', namesOf(pod.spec['resourceClaims'])),
    ...claimProblems(pod.spec['resourceClaims']),
  ];
}

/** JSON only: nothing of a class, no function, no NaN, no null. */
function leafProblems(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => leafProblems(item, `${path}[${index}]`));
  if (typeof value === 'object' && value !== null) {
    if (Object.getPrototypeOf(value) !== Object.prototype) return [`${path} is a ${value.constructor.name}`];
    return Object.entries(value).flatMap(([key, item]) => leafProblems(item, `${path}.${key}`));
  }
  // What was not applied, and what waits for a node, is told with its expressions.
  if (path.startsWith(`.metadata.annotations.${GROUP}/`)) return typeof value === 'string' ? [] : [path];
  if (typeof value === 'string') return value.includes('${') ? [`${path} holds an expression: ${value}`] : [];
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return [];
  return [`${path} is ${String(value)}`];
}

function metadataProblems({ metadata: { labels = {}, annotations = {} } }: Pod): string[] {
  return [
    ...Object.keys(labels).filter((key) => !QUALIFIED.test(key)),
    ...Object.keys(annotations).filter((key) => !QUALIFIED.test(key)),
    ...Object.entries(labels)
      .filter(([, value]) => !LABEL_VALUE.test(value))
      .map(([key, value]) => `label ${key} is "${value}"`),
  ];
}

function nameProblems({ spec }: Pod): string[] {
  const names = [...(spec.initContainers ?? []), ...spec.containers].map(({ name }) => name);
  return [
    ...repeated('containers', names),
    ...names.filter((name) => !DNS_LABEL.test(name)).map((name) => `a container is called "${name}"`),
    ...(spec.containers.length === 0 ? ['there is no container'] : []),
  ];
}

function volumeProblems({ spec: { volumes = [] } }: Pod): string[] {
  return [
    ...repeated(
      'volumes',
      volumes.map(({ name }) => name),
    ),
    ...volumes.flatMap((volume) => {
      const sources = Object.keys(volume).filter((field) => field !== 'name');
      return [
        ...(DNS_LABEL.test(volume.name) ? [] : [`a volume is called "${volume.name}"`]),
        ...(sources.length === 1 ? [] : [`volume ${volume.name} has the sources ${sources.join(', ')}`]),
      ];
    }),
  ];
}

function containerProblems(container: Container, pod: Pod): string[] {
  const { name, env = [], volumeMounts = [], ports = [] } = container;
  const volumes = new Set((pod.spec.volumes ?? []).map((volume) => volume.name));
  const opened = (ports as { containerPort: number; protocol?: string }[]).map(
    ({ containerPort, protocol = 'TCP' }) => `${containerPort}/${protocol}`,
  );
  return [
    ...repeated(
      'mounts',
      volumeMounts.map(({ mountPath }) => mountPath.replace(/(?<=.)\/+$/, '')),
    ),
    ...repeated('ports', opened),
    ...volumeMounts
      .filter((mount) => !volumes.has(mount.name))
      .map((mount) => `the mount ${mount.mountPath} is of volume ${mount.name}, which is not there`),
    ...volumeMounts
      .filter(({ subPath, subPathExpr }) => Boolean(subPath) && Boolean(subPathExpr))
      .map(({ mountPath }) => `the mount ${mountPath} has both subPath and subPathExpr`),
    ...env
      .filter(({ value, valueFrom }) => Boolean(value) && valueFrom !== undefined)
      .map((variable) => `the variable ${variable.name} has both value and valueFrom`),
    ...resourceProblems(container),
    ...['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((probe) =>
      handlerProblems(container[probe], probe),
    ),
    ...Object.entries(container['lifecycle'] ?? {}).flatMap(([hook, handler]) =>
      handlerProblems(handler, hook),
    ),
  ].map((problem) => `container ${name}: ${problem}`);
}

function resourceProblems({ resources }: Container): string[] {
  const { requests = {}, limits = {} } = resources ?? {};
  return Object.entries(requests).flatMap(([name, request]) => {
    const limit = limits[name];
    const extended = name.includes('/');
    if (limit === undefined) return extended ? [`${name} is requested without a limit`] : [];
    const [wanted, most] = [parseQuantity(request) ?? 0n, parseQuantity(limit) ?? 0n];
    if (wanted > most) return [`${name} is requested above its limit: ${request} > ${limit}`];
    return extended && wanted !== most ? [`${name} is requested below its limit`] : [];
  });
}

/** Of an init container that runs to its end. */
function runningProblems(container: Container): string[] {
  return ['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle']
    .filter((field) => container[field] !== undefined)
    .map((field) => `container ${container.name}: an init container has a ${field}`);
}

const HANDLERS: ReadonlySet<string> = new Set(['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep']);

function handlerProblems(value: unknown, what: string): string[] {
  if (value === undefined) return [];
  const handlers = Object.keys(value as object).filter((key) => HANDLERS.has(key));
  return handlers.length === 1 ? [] : [`${what} has the handlers ${handlers.join(', ')}`];
}

/** Terms of a required node affinity; those of pods need a topology. */
function affinityProblems(value: unknown, path: string): string[] {
  if (Array.isArray(value))
    return value.flatMap((item, index) => affinityProblems(item, `${path}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]: [string, unknown]) => {
    const at = `${path}.${key}`;
    if (key === 'nodeSelectorTerms' && Array.isArray(item) && item.length === 0) return [`${at} is empty`];
    return affinityProblems(item, at);
  });
}

function claimProblems(claims: unknown): string[] {
  return ((claims ?? []) as object[])
    .filter((claim) => Object.keys(claim).length !== 2)
    .map((claim) => `the resource claim ${JSON.stringify(claim)} has not exactly one source`);
}

function namesOf(list: unknown): string[] {
  return ((list ?? []) as { name: string }[]).map(({ name }) => name);
}

function repeated(what: string, names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))].map(
    (name) => `${what}: ${name} is there twice`,
  );
}
