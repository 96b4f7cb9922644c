/** Containers of a template are patterns: they say what containers that are there get, and never add one. */
import { isObject } from '../../../shared/json.ts';
import { listRow } from '../../../shared/preset/fields.ts';
import type { ContainerPatch, ContainerSelect } from '../../../shared/preset/spec.ts';
import type { PodParts, WrittenContainer } from './pod-spec.ts';
import { type Texts, writtenOut } from './references.ts';

type ContainerFields = Readonly<Record<string, unknown>>;

interface Role {
  readonly select: ContainerSelect;
  readonly fields: ContainerFields;
}

const INIT = ['Init', 'Sidecar'] as const;

/** A pattern that is more specific goes over one that is less: the name over primary, primary over default. */
export function containerPatches({
  containers,
  initContainers,
}: Pick<PodParts, 'containers' | 'initContainers'>): ContainerPatch[] {
  return [
    ...patches(
      roles(containers, {
        default: { types: ['App'] },
        primary: { types: ['App'], primary: true },
        others: { types: ['App'] },
      }),
    ),
    ...patches(
      roles(initContainers, {
        'default-init': { types: INIT },
        'primary-init': { types: INIT, primary: true },
        others: { types: INIT },
      }),
    ),
  ];
}

/** From the least specific to the most. */
function roles(
  containers: readonly WrittenContainer[],
  { others, ...patterns }: Readonly<Record<string, ContainerSelect>>,
): Role[] {
  const known = Object.entries(patterns).flatMap(([pattern, select]) =>
    containers
      .filter(({ name }) => name === pattern)
      .map((container) => ({ select, fields: fieldsOf(container) })),
  );
  const named = containers
    .filter(({ name }) => !Object.hasOwn(patterns, name))
    .map((container) => ({ select: { ...others, names: [container.name] }, fields: fieldsOf(container) }));
  return withReferences([...known, ...named]);
}

/** Variables may refer to those of a more general pattern, unless it is not certain which one counts. */
function withReferences(roles: readonly Role[]): Role[] {
  const general = roles.find(({ select }) => select.names === undefined && select.primary !== true);
  const primary = roles.find(({ select }) => select.primary === true);
  const ofAll = writtenOut(entriesOf(general?.fields['env'])).texts;
  const unsure = new Set(entriesOf(primary?.fields['env']).map(({ name }) => name));
  const sure: Texts = new Map([...ofAll].filter(([name]) => !unsure.has(name)));
  return roles.map((role) => {
    if (!Array.isArray(role.fields['env'])) return role;
    const before = role === general ? undefined : role === primary ? ofAll : sure;
    return {
      ...role,
      fields: { ...role.fields, env: writtenOut(entriesOf(role.fields['env']), before).env },
    };
  });
}

/** Every container has an image, and it goes over the template's. */
function fieldsOf({ name: _name, image: _image, ...fields }: WrittenContainer): ContainerFields {
  return fields;
}

/**
 * Of two patches of a preset the first wins. Lists come out in the order of the patches, and a variable must stand
 * behind those it refers to. So the general pattern comes first, and before it what a more specific one says about the same.
 */
function patches(roles: readonly Role[]): ContainerPatch[] {
  const split = roles.map(({ select, fields }, index) => {
    const general = roles.slice(0, index).filter((role) => role.select.names === undefined);
    return {
      select,
      ...splitBy(
        fields,
        general.map((role) => role.fields),
      ),
    };
  });
  const patch = (select: ContainerSelect, fields: ContainerFields): ContainerPatch[] =>
    Object.keys(fields).length === 0 ? [] : [{ select, ...fields }];
  return [
    ...split.toReversed().flatMap(({ select, shared }) => patch(select, shared)),
    ...split.flatMap(({ select, own }) => patch(select, own)),
  ];
}

function splitBy(
  fields: ContainerFields,
  general: readonly ContainerFields[],
): { shared: ContainerFields; own: ContainerFields } {
  const shared: Record<string, unknown> = {};
  const own: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(fields)) {
    const others = general.filter((other) => Object.hasOwn(other, field)).map((other) => other[field]);
    const row = listRow('container', field);
    if (row === undefined || !Array.isArray(value)) {
      (others.length > 0 ? shared : own)[field] = value;
      continue;
    }
    const known = new Set(others.flatMap((other) => entriesOf(other).map(row.identity)));
    const [again, fresh] = [true, false].map((wanted) =>
      entriesOf(value).filter((entry) => known.has(row.identity(entry)) === wanted),
    ) as [ContainerFields[], ContainerFields[]];
    if (again.length > 0) shared[field] = again;
    if (fresh.length > 0) own[field] = fresh;
  }
  return { shared, own };
}

function entriesOf(list: unknown): ContainerFields[] {
  return Array.isArray(list) ? list.filter(isObject) : [];
}
