/** The content of a preset with all that the pod decides; what the node decides stays Late. */
import type { ExpressionContext } from '../expression/expression.ts';
import type { ReasonCode } from '../names.ts';
import { RESERVED_VOLUME_PREFIX } from '../names.ts';
import type { CompiledPreset } from './compile.ts';
import { type EntryValue, type SettleResult, settleValue } from './entries.ts';
import { isPlain } from './entry-value.ts';
import { labelValueProblem } from './label-value.ts';
import { literalPathProblem } from './paths.ts';
import { isExtendedResource, matchesResource, type Requests } from './requests.ts';
import { type Content, type Statement, tolerationStatement } from './statements.ts';

type Settled =
  | { readonly ok: true; readonly content: Content }
  | { readonly ok: false; readonly reason: ReasonCode; readonly detail: string };

export function settlePreset(
  preset: CompiledPreset,
  context: () => ExpressionContext,
  requests: Requests,
): Settled {
  const { content } = preset;
  const tolerated = toleratedRequests(preset, requests);
  if (!preset.hasExpressions)
    return { ok: true, content: { ...content, statements: [...content.statements, ...tolerated] } };
  const statements: Statement[] = [];
  for (const statement of content.statements) {
    const said = statement.kind === 'entries' ? statement.entries : statement.value;
    const settled = settleValue(said, context());
    if (!settled.ok) return failure(settled);
    const problem = settledProblem(statement, settled.value);
    if (problem !== undefined) return { ok: false, ...problem };
    statements.push(
      statement.kind === 'entries'
        ? { ...statement, entries: settled.value as EntryValue[] }
        : { ...statement, value: settled.value },
    );
  }
  const add = [];
  for (const statement of content.add) {
    const settled = settleValue(statement.container, context());
    if (!settled.ok) return failure(settled);
    add.push({ ...statement, container: settled.value as typeof statement.container });
  }
  return { ok: true, content: { ...content, add, statements: [...statements, ...tolerated] } };
}

function failure({ unknown, message }: Extract<SettleResult, { ok: false }>): Settled {
  return { ok: false, reason: unknown ? 'FactUnknown' : 'ExpressionFailed', detail: message };
}

/** As the admission plugin ExtendedResourceToleration does it: one for each requested resource, in order of name. */
function toleratedRequests(
  { tolerateRequested, strategies }: CompiledPreset,
  requests: Requests,
): Statement[] {
  if (tolerateRequested.length === 0) return [];
  const entries = [...requests.keys()]
    .filter(
      (name) =>
        isExtendedResource(name) && tolerateRequested.some((pattern) => matchesResource(pattern, name)),
    )
    .sort()
    .map((key) => ({ key, operator: 'Exists', effect: 'NoSchedule' }));
  return entries.length === 0 ? [] : [tolerationStatement(entries, strategies)];
}

/** The author of the pod may decide what an expression over pod yields. */
function settledProblem(
  statement: Statement,
  value: unknown,
): { reason: ReasonCode; detail: string } | undefined {
  if (statement.kind === 'entries') {
    if (statement.row.field !== 'volumes') return undefined;
    for (const { name, hostPath } of value as EntryValue[]) {
      const path = isPlain(hostPath) ? hostPath['path'] : undefined;
      const problem = typeof path === 'string' ? literalPathProblem(path) : undefined;
      if (problem !== undefined)
        return { reason: 'PathForbidden', detail: `the hostPath of volume ${String(name)} ${problem}` };
      if (String(name).startsWith(RESERVED_VOLUME_PREFIX) || !DNS_LABEL.test(String(name)))
        return { reason: 'ValueInvalid', detail: `a volume would be called "${String(name)}"` };
    }
    return undefined;
  }
  const { where, path } = statement;
  if (where.scope !== 'metadata' || path[0] !== 'labels' || typeof value !== 'string') return undefined;
  const problem = labelValueProblem(value);
  return problem === undefined
    ? undefined
    : { reason: 'ValueInvalid', detail: `label ${path[1]} would be "${value}", ${problem}` };
}

const DNS_LABEL = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
