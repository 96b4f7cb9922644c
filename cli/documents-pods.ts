/** Pods in documents: as they are, in the template of whatever makes them, or in an AdmissionReview. */
import { type Fields, isObject } from '../shared/json.ts';
import type { Pod } from '../shared/kube/objects.ts';
import { checkPodFields } from '../shared/preset/pod-types.ts';
import type { SourceDocument } from './convert/types.ts';
import { UserError } from './user-error.ts';

/** What an AdmissionReview says besides the pod. */
export interface ReviewRequest {
  readonly group: string;
  readonly resource: string;
  readonly subresource: string | undefined;
  readonly operation: string;
  readonly namespace: string | undefined;
}

export interface PodDocument {
  readonly source: string;
  /** Of the object that the pod is from. */
  readonly kind: string;
  readonly name: string;
  /** Of the template in it; absent where there is only one. */
  readonly path?: string;
  /** As it would be sent; its namespace may be missing. */
  readonly pod: Pod;
  readonly request?: ReviewRequest;
}

export function podsOf({ source, value }: SourceDocument): PodDocument[] {
  const { kind, apiVersion, metadata } = value;
  if (kind === 'Pod' && apiVersion === 'v1') {
    return [{ source, ...called(value), pod: checkedPod(value, source, '') }];
  }
  const templates = templatesIn(value, '');
  const { namespace } = isObject(metadata) ? metadata : {};
  return templates.map(({ path, template }) => {
    const pod = checkedPod(template, source, path);
    const { name: _name, generateName: _generateName, ...ofTemplate } = pod.metadata;
    return {
      source,
      ...called(value),
      ...(templates.length > 1 ? { path } : {}),
      pod: {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          generateName: `${called(value).name}-`,
          ...ofTemplate,
          ...(typeof namespace === 'string' ? { namespace } : {}),
        },
        spec: pod.spec,
      },
    };
  });
}

/** Whatever the kind is called: a field …template whose value has a pod's spec. */
function templatesIn(value: unknown, path: string): { path: string; template: Fields }[] {
  if (Array.isArray(value))
    return value.flatMap((item: unknown, index) => templatesIn(item, `${path}[${index}]`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const at = path === '' ? key : `${path}.${key}`;
    if (/template$/i.test(key) && isObject(child) && isObject(child['spec'])) {
      if (Array.isArray(child['spec']['containers'])) return [{ path: at, template: child }];
    }
    return templatesIn(child, at);
  });
}

export function podOfReview({ source, value }: SourceDocument): PodDocument {
  const { request } = value;
  if (!isObject(request)) throw new UserError(`${source}: request is missing, wanted an AdmissionReview`);
  const { resource, subResource, operation, namespace, object, oldObject } = request;
  const subject = object ?? oldObject;
  if (!isObject(subject) || (subject['kind'] !== undefined && subject['kind'] !== 'Pod')) {
    const seen = isObject(subject) ? `a ${String(subject['kind'])}` : 'nothing';
    throw new UserError(`${source}: request.object is ${seen}, wanted a Pod`);
  }
  const { group = '', resource: plural = 'pods' } = isObject(resource) ? resource : {};
  const text = (given: unknown): string | undefined =>
    typeof given === 'string' && given !== '' ? given : undefined;
  return {
    source,
    ...called({ kind: 'Pod', ...subject }),
    pod: checkedPod(
      { apiVersion: 'v1', kind: 'Pod', ...subject },
      source,
      object === subject ? 'request.object' : 'request.oldObject',
    ),
    request: {
      group: String(group),
      resource: String(plural),
      subresource: text(subResource),
      operation: text(operation) ?? 'CREATE',
      namespace: text(namespace),
    },
  };
}

function called({ kind, metadata }: Fields): { kind: string; name: string } {
  const { name, generateName } = isObject(metadata) ? metadata : {};
  return { kind: String(kind), name: String(name ?? generateName ?? '') };
}

/** "Deployment team-a/web", for messages. */
export function objectText({ kind, name, path, pod }: PodDocument): string {
  const { namespace } = pod.metadata;
  const id = `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name || '(without a name)'}`;
  return path === undefined ? id : `${id} ${path}`;
}

/** The API server refuses what has another form before it asks a webhook. */
function checkedPod(value: Fields, source: string, path: string): Pod {
  const prefix = path === '' ? '' : `${path}.`;
  const complete = withoutNulls({ ...value, metadata: value['metadata'] ?? {} }) as Fields;
  const problems = [
    ...metadataProblems(complete['metadata'], `${prefix}metadata`),
    ...specProblems(complete['spec'], `${prefix}spec`),
  ];
  if (problems.length > 0) throw new UserError(problems.map((problem) => `${source}: ${problem}`).join('\n'));
  return complete as unknown as Pod;
}

/** To the API server a field that is null is not there; `env:` with nothing behind it is common in charts. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, child]) => (child === null ? [] : [[key, withoutNulls(child)]])),
  );
}

function metadataProblems(metadata: unknown, path: string): string[] {
  if (!isObject(metadata)) return [`${path}: wanted an object`];
  return ['labels', 'annotations'].flatMap((field) => {
    const map = metadata[field] ?? {};
    if (!isObject(map)) return [`${path}.${field}: wanted an object`];
    return Object.entries(map).flatMap(([key, text]) =>
      typeof text === 'string'
        ? []
        : [`${path}.${field}[${key}]: is ${JSON.stringify(text)}, wanted a string`],
    );
  });
}

function specProblems(spec: unknown, path: string): string[] {
  if (!isObject(spec)) return [`${path}: wanted an object`];
  const { problems } = checkPodFields('PodSpec', spec, path);
  if (problems.length > 0) return problems.map(({ path: at, message }) => `${at}: ${message}`);
  const { containers, initContainers } = spec as { containers?: Fields[]; initContainers?: Fields[] };
  if (containers === undefined || containers.length === 0)
    return [`${path}.containers: has none, wanted at least one`];
  return Object.entries({ containers, initContainers }).flatMap(([list, all = []]) =>
    all.flatMap((container, index) =>
      (container['name'] ?? '') === '' ? [`${path}.${list}[${index}].name: is missing`] : [],
    ),
  );
}
