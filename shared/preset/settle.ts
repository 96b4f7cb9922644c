/** The content of a preset with all that the pod decides; what the node decides stays Late. */
import type { ExpressionContext } from '../expression/expression.ts';
import type { ReasonCode } from '../names.ts';
import type { CompiledPreset } from './compile.ts';
import { type EntryValue, type SettleResult, settleValue } from './entries.ts';
import { isExtendedResource, matchesResource, type Requests } from './requests.ts';
import { type SettledProblem, settledContainerProblem, settledProblem } from './settled-problems.ts';
import { type AddedStatement, type Content, type Statement, tolerationStatement } from './statements.ts';

type Settled =
  | { readonly ok: true; readonly content: Content }
  | { readonly ok: false; readonly reason: ReasonCode; readonly detail: string };

export function settlePreset(
  preset: CompiledPreset,
  context: () => ExpressionContext,
  requests: Requests,
): Settled {
  const { content, withExpressions } = preset;
  const tolerated = toleratedRequests(preset, requests);
  const statements: Statement[] = [];
  for (const statement of content.statements) {
    if (statement.kind === 'present' || !withExpressions.has(statement)) {
      statements.push(statement);
      continue;
    }
    const said = settleStatement(statement, context());
    if ('reason' in said) return { ok: false, ...said };
    statements.push(said);
  }
  const add: AddedStatement[] = [];
  for (const statement of content.add) {
    if (!withExpressions.has(statement)) {
      add.push(statement);
      continue;
    }
    const settled = settleValue(statement.container, context());
    if (!settled.ok) return { ok: false, ...failure(settled) };
    const container = settled.value as AddedStatement['container'];
    const problem = settledContainerProblem(container);
    if (problem !== undefined) return { ok: false, ...problem };
    add.push({ ...statement, container });
  }
  return { ok: true, content: { ...content, add, statements: [...statements, ...tolerated] } };
}

function settleStatement(
  statement: Exclude<Statement, { kind: 'present' }>,
  context: ExpressionContext,
): Statement | SettledProblem {
  const settled = settleValue(statement.kind === 'entries' ? statement.entries : statement.value, context);
  if (!settled.ok) return failure(settled);
  const said: Statement =
    statement.kind === 'entries'
      ? { ...statement, entries: settled.value as EntryValue[] }
      : { ...statement, value: settled.value };
  return settledProblem(said) ?? said;
}

function failure({ unknown, message }: Extract<SettleResult, { ok: false }>): SettledProblem {
  return { reason: unknown ? 'FactUnknown' : 'ExpressionFailed', detail: message };
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
