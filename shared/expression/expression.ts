/**
 * CEL behind our own interface: the only file that knows the library.
 *
 * Two environments. At admission the pod is known and the node is not; when a node is chosen, only what the pod's
 * metadata and its recipe carry is known of the pod. An expression that mentions `host` or `node` is late and is
 * checked against the second.
 */
import { type ASTNode, Environment, type ParseResult } from '@marcbachmann/cel-js';
import { compareDotted } from '../host-facts/version.ts';
import { registerHost } from './host-types.ts';
import { NOTHING, type Reads, readsOf } from './reads.ts';

/** Structural limits: user-written expressions run in the scheduling path. */
const LIMITS = {
  maxAstNodes: 400,
  maxDepth: 40,
  maxListElements: 100,
  maxMapEntries: 50,
  maxCallArguments: 8,
};
const MAX_LENGTH = 2_000;
const MAX_NESTED_LOOPS = 2;
const LOOPS = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);

export interface Expression {
  readonly source: string;
  /** It mentions `host` or `node`, so it has no value before a node is chosen. */
  readonly late: boolean;
  readonly type: string;
  /** What of a node and of the pod can make a difference to it. */
  readonly reads: Reads;
  /** `unknown`: a fact, label or key that is not there. */
  evaluate(context: ExpressionContext): Evaluation;
}

/** At admission: pod (whole), namespaceObject, resources. Late: host, node, pod (metadata), resources. */
export type ExpressionContext = Readonly<Record<string, unknown>>;

export type Evaluation =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly unknown: boolean; readonly message: string };

export type ExpressionResult =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly message: string };

function common(): Environment {
  return (
    new Environment({ unlistedVariablesAreDyn: false, enableOptionalTypes: true, limits: LIMITS })
      .registerVariable('resources', 'map<string, dyn>')
      .registerFunction(
        'string.atLeast(string): bool',
        (seen: string, wanted: string) => compareDotted(seen, wanted) >= 0,
      )
      .registerFunction(
        'string.olderThan(string): bool',
        (seen: string, limit: string) => compareDotted(seen, limit) < 0,
      )
      // Annotations are the one place where a pod can say something structured.
      .registerFunction('parseJson(string): dyn', parseJson)
  );
}

const MAX_JSON = 16_384;

function parseJson(text: string): unknown {
  if (text.length > MAX_JSON)
    throw new Error(`parseJson: the text is ${text.length} characters long, at most ${MAX_JSON} are allowed`);
  try {
    return JSON.parse(text, (_key, value: unknown) =>
      typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value,
    );
  } catch {
    throw new Error('parseJson: the text is not JSON');
  }
}

const ADMISSION = common()
  .registerVariable({
    name: 'pod',
    schema: {
      metadata: {
        name: 'string',
        namespace: 'string',
        labels: 'map<string, string>',
        annotations: 'map<string, string>',
      },
      spec: 'dyn',
    },
  })
  // As in ValidatingAdmissionPolicy; `namespace` is a reserved word of CEL.
  .registerVariable({
    name: 'namespaceObject',
    schema: { metadata: { name: 'string', labels: 'map<string, string>' } },
  });

const LATE = common()
  .registerVariable({
    name: 'pod',
    schema: { metadata: { name: 'string', namespace: 'string', labels: 'map<string, string>' } },
  })
  .registerVariable({ name: 'node', schema: { name: 'string', labels: 'map<string, string>' } });
registerHost(LATE);

/**
 * Parses and type-checks. `late: 'never'` refuses host and node (fields that must be known at admission),
 * `'always'` is for host.require and host.prefer, whose expressions are evaluated per node in any case.
 */
export function compileExpression(source: string, late: 'never' | 'allowed' | 'always'): ExpressionResult {
  if (source.length > MAX_LENGTH)
    return { ok: false, message: `is ${source.length} characters long, at most ${MAX_LENGTH} are allowed` };
  let names: Set<string>;
  try {
    const ast = ADMISSION.parse(source).ast;
    const walk = inspect(ast);
    if (walk.refusal !== undefined) return { ok: false, message: walk.refusal };
    names = walk.identifiers;
  } catch (error) {
    return { ok: false, message: describe(error) };
  }
  const mentionsNode = names.has('host') || names.has('node');
  if (mentionsNode && late === 'never') {
    return {
      ok: false,
      message: 'mentions host or node, but this field must be known before a node is chosen',
    };
  }
  const isLate = late === 'always' || mentionsNode;
  let parsed: ParseResult;
  try {
    parsed = (isLate ? LATE : ADMISSION).parse(source);
  } catch (error) {
    return { ok: false, message: describe(error) };
  }
  const check = parsed.check();
  if (!check.valid) {
    const hint = isLate
      ? ' (together with host and node only pod.metadata.{name,namespace,labels} and resources are known)'
      : '';
    return {
      ok: false,
      message: `${describe(check.error)}${names.has('pod') || names.has('namespaceObject') ? hint : ''}`,
    };
  }
  return {
    ok: true,
    expression: {
      source,
      late: isLate,
      type: check.type ?? 'dyn',
      reads: isLate ? readsOf(parsed.ast) : NOTHING,
      evaluate: (context) => evaluate(parsed, context),
    },
  };
}

function evaluate(parsed: ParseResult, context: ExpressionContext): Evaluation {
  try {
    return { ok: true, value: parsed(context) };
  } catch (error) {
    const code = (error as { code?: string }).code;
    return {
      ok: false,
      unknown: code === 'no_such_key' || code === 'index_out_of_bounds',
      message: describe(error),
    };
  }
}

/** First line of the library's message, without its source excerpt, and where in the expression. */
function describe(error: unknown): string {
  const { summary, message, range } = error as {
    summary?: string;
    message?: string;
    range?: { start: number };
  };
  const text = summary ?? (message ?? String(error)).split('\n')[0] ?? '';
  return range === undefined ? text : `${text} at character ${range.start + 1}`;
}

/** Collects identifiers; refuses what could cost unbounded time. */
function inspect(root: ASTNode): { identifiers: Set<string>; refusal?: string } {
  const identifiers = new Set<string>();
  let refusal: string | undefined;
  const visit = (node: unknown, loops: number): void => {
    if (Array.isArray(node)) {
      for (const item of node) visit(item, loops);
      return;
    }
    if (node === null || typeof node !== 'object' || !('op' in node)) return;
    const { op, args } = node as ASTNode;
    if (op === 'id') identifiers.add(args);
    let depth = loops;
    if (op === 'rcall') {
      const name = (args as unknown[])[0] as string;
      // The host language's regular expressions backtrack without bound.
      if (name === 'matches')
        refusal ??= 'uses matches(); use startsWith, endsWith, contains or atLeast instead';
      // Each may double what the one around it holds.
      if (name === 'bind') refusal ??= 'uses cel.bind(); write the expression out';
      if (LOOPS.has(name)) depth += 1;
      if (depth > MAX_NESTED_LOOPS)
        refusal ??= `nests more than ${MAX_NESTED_LOOPS} loops (all, exists, map, filter)`;
    }
    if (op === 'call' && (args as unknown[])[0] === 'matches')
      refusal ??= 'uses matches(); use startsWith, endsWith or contains instead';
    visit(args, depth);
  };
  visit(root, 0);
  return refusal === undefined ? { identifiers } : { identifiers, refusal };
}
