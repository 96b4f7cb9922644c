/** Presets of the documents, compiled as the webhook compiles them. */
import { isObject } from '../shared/json.ts';
import type { Problem } from '../shared/preset/api.ts';
import { type CompiledPreset, type CompileResult, compilePreset } from '../shared/preset/compile.ts';
import { recognise } from './convert/recognise.ts';
import type { SourceDocument } from './convert/types.ts';
import { UserError } from './user-error.ts';

export interface ReadPreset {
  readonly source: string;
  /** "ClusterPodPreset/nvidia", "PodPreset/team-a/nvidia"; as far as the document says it. */
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly result: CompileResult;
}

export interface PresetDefaults {
  /** For a PodPreset that says none, as kubectl -n does it. */
  readonly namespace: string;
  /** RFC 3339, for presets that are not in a cluster yet: those that are there are older. */
  readonly created: string;
}

export function readPreset({ source, value }: SourceDocument, defaults: PresetDefaults): ReadPreset {
  const { kind } = value;
  const metadata = isObject(value['metadata']) ? value['metadata'] : {};
  const namespaced = kind !== 'ClusterPodPreset';
  const namespace = namespaced ? text(metadata['namespace'], defaults.namespace) : undefined;
  const name = text(metadata['name'], '');
  const complete = {
    ...metadata,
    creationTimestamp: text(metadata['creationTimestamp'], defaults.created),
    ...(namespace === undefined ? {} : { namespace }),
  };
  return {
    source,
    id: [
      String(kind ?? '(no kind)'),
      ...(namespace === undefined ? [] : [namespace]),
      name || '(no name)',
    ].join('/'),
    kind: String(kind),
    name,
    namespace,
    result: withHint(compilePreset({ ...value, metadata: complete }), { source, value }),
  };
}

function withHint(result: CompileResult, document: SourceDocument): CompileResult {
  if (result.ok || !recognise(document).includes('pod-preset')) return result;
  const hint = ({ path, message }: Problem): Problem => ({
    path,
    message: path === 'apiVersion' ? `${message}; latebind convert makes one of it` : message,
  });
  return { ok: false, problems: result.problems.map(hint) };
}

/** All of them, or every problem at once. */
export function compilePresets(
  documents: readonly SourceDocument[],
  defaults: PresetDefaults,
): CompiledPreset[] {
  const presets = documents.map((document) => readPreset(document, defaults));
  const lines = [...presets.flatMap(problemLines), ...repeatedLines(presets)];
  if (lines.length > 0) throw new UserError(lines.join('\n'));
  return presets.flatMap(({ result }) => (result.ok ? [result.preset] : []));
}

export function problemLines({ source, id, result }: ReadPreset): string[] {
  return result.ok ? [] : result.problems.map((problem) => `${source}: ${id}: ${problemText(problem)}`);
}

export const problemText = ({ path, message }: Problem): string => `${path}: ${message}`;

/** The API server keeps one of two that have the same name. */
export function repeatedLines(presets: readonly ReadPreset[]): string[] {
  const first = new Map<string, string>();
  return presets.flatMap(({ id, source, name }) => {
    const before = first.get(id);
    if (before === undefined) first.set(id, source);
    return before === undefined || name === '' ? [] : [`${source}: ${id}: is in ${before}, too`];
  });
}

function text(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value !== '' ? value : otherwise;
}
