import type { ExpressionContext } from '../expression/expression.ts';
import type { ReasonCode } from '../names.ts';
import type { CompiledPreset } from './compile.ts';
import { type EntryField, type EntryValue, settleEntry } from './entries.ts';
import type { SettledEntries } from './merge.ts';
import { literalPathProblem } from './paths.ts';
import { ENTRY_FIELDS } from './spec.ts';

type Settled =
  | { readonly ok: true; readonly entries: SettledEntries }
  | { readonly ok: false; readonly reason: ReasonCode; readonly detail: string };

/** The entries of a preset with all that the pod decides; what the node decides stays Late. */
export function settlePreset(preset: CompiledPreset, context: () => ExpressionContext): Settled {
  const entries = {} as Record<EntryField, EntryValue[]>;
  for (const field of ENTRY_FIELDS) {
    entries[field] = [];
    for (const entry of preset.entries[field]) {
      const settled = settleEntry(entry, context());
      if (!settled.ok)
        return {
          ok: false,
          reason: settled.unknown ? 'FactUnknown' : 'ExpressionFailed',
          detail: settled.message,
        };
      const forbidden = field === 'volumes' ? settledPathProblem(settled.entry) : undefined;
      if (forbidden !== undefined) return { ok: false, reason: 'PathForbidden', detail: forbidden };
      entries[field].push(settled.entry);
    }
  }
  return { ok: true, entries };
}

/** The author of the pod may decide what an expression over pod yields. */
function settledPathProblem({ name, hostPath }: EntryValue): string | undefined {
  const path = (hostPath as { path?: unknown } | undefined)?.path;
  const problem = typeof path === 'string' ? literalPathProblem(path) : undefined;
  return problem === undefined ? undefined : `the hostPath of volume ${String(name)} ${problem}`;
}
