/** What is wrong with a value that the pod decided: its author may write anything into the annotations an expression reads. */
import type { ReasonCode } from '../names.ts';
import { RESERVED_VOLUME_PREFIX } from '../names.ts';
import { type EntryValue, Late } from './entries.ts';
import { isPlain } from './entry-value.ts';
import { labelValueProblem } from './label-value.ts';
import { literalPathProblem } from './paths.ts';
import { checkPodFields, type PodType } from './pod-types.ts';
import type { EntriesStatement, Statement, ValueStatement } from './statements.ts';

export interface SettledProblem {
  readonly reason: ReasonCode;
  readonly detail: string;
}

export function settledProblem(statement: Statement): SettledProblem | undefined {
  switch (statement.kind) {
    case 'entries':
      return (
        entriesProblem(statement) ?? typeProblem(typeOf(statement), [statement.row.field], statement.entries)
      );
    case 'value':
      return statement.where.scope === 'metadata'
        ? labelProblem(statement)
        : typeProblem(typeOf(statement), statement.path, statement.value);
    case 'present':
      return undefined;
    default:
      return statement satisfies never;
  }
}

export function settledContainerProblem(container: EntryValue): SettledProblem | undefined {
  return typeProblem('Container', [], container);
}

function typeOf({ where }: EntriesStatement | ValueStatement): PodType {
  return where.scope === 'pod' ? 'PodSpec' : 'ContainerPatch';
}

function typeProblem(type: PodType, path: readonly string[], value: unknown): SettledProblem | undefined {
  const whole = path.reduceRight<unknown>((below, key) => ({ [key]: below }), withoutLate(value));
  const [problem] = checkPodFields(type, whole as EntryValue, '').problems;
  return problem === undefined
    ? undefined
    : { reason: 'ValueInvalid', detail: `${problem.path.slice(1)} ${problem.message}` };
}

/** A late value is text, whatever the node makes of it. */
function withoutLate(value: unknown): unknown {
  if (value instanceof Late) return value.source;
  if (Array.isArray(value)) return value.map(withoutLate);
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutLate(item)]));
}

function entriesProblem({ row, entries }: EntriesStatement): SettledProblem | undefined {
  for (const entry of entries) {
    const problem =
      row.field === 'volumes'
        ? volumeProblem(entry)
        : row.field === 'volumeMounts'
          ? mountProblem(entry)
          : undefined;
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function volumeProblem({ name, hostPath }: EntryValue): SettledProblem | undefined {
  const path = isPlain(hostPath) ? hostPath['path'] : undefined;
  const problem = typeof path === 'string' ? literalPathProblem(path) : undefined;
  if (problem !== undefined)
    return { reason: 'PathForbidden', detail: `the hostPath of volume ${String(name)} ${problem}` };
  const called = String(name);
  return called.startsWith(RESERVED_VOLUME_PREFIX) || !DNS_LABEL.test(called)
    ? { reason: 'ValueInvalid', detail: `a volume would be called "${called}", wanted a DNS label` }
    : undefined;
}

function mountProblem({ mountPath }: EntryValue): SettledProblem | undefined {
  const path = String(mountPath);
  return path.startsWith('/') && !path.includes(':')
    ? undefined
    : {
        reason: 'ValueInvalid',
        detail: `a mount path would be "${path}", wanted an absolute path without ":"`,
      };
}

function labelProblem({ path, value }: ValueStatement): SettledProblem | undefined {
  if (path[0] !== 'labels' || typeof value !== 'string') return undefined;
  const problem = labelValueProblem(value);
  return problem === undefined
    ? undefined
    : { reason: 'ValueInvalid', detail: `label ${path[1]} would be "${value}", ${problem}` };
}

const DNS_LABEL = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
