/** `latebind check`: does every pod of a chart find presets for the resources it asks for. */
import type { Command } from 'commander';
import { effectiveRequests, isExtendedResource } from '../shared/preset/requests.ts';
import { answer } from './admission.ts';
import { readDocuments } from './documents.ts';
import { type Objects, objectsOf } from './documents-objects.ts';
import type { PodDocument } from './documents-pods.ts';
import { EXIT, exitHelp } from './exit-codes.ts';
import { addFileOptions, addNamespaceOption, addOutputOption, type FileOptions } from './options.ts';
import { compilePresets } from './presets.ts';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';
import { UserError } from './user-error.ts';

interface CheckOptions extends FileOptions {
  readonly namespace?: string;
  readonly output: string;
}

export interface Coverage {
  readonly source: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  /** Of the pod template, where the object has several. */
  readonly path?: string;
  /** Extended resources that its pods request, sorted. */
  readonly requested: readonly string[];
  readonly uncovered: readonly string[];
  /** Presets that its pods get. */
  readonly presets: readonly string[];
  /** Why its pods are refused. */
  readonly rejected?: string;
}

async function check(
  { filename, recursive, namespace, output }: CheckOptions,
  terminal: Terminal,
): Promise<number> {
  const objects = objectsOf(await readDocuments(filename, { recursive, stdin: terminal.stdin }));
  if (objects.pods.length === 0)
    throw new UserError(`there is no pod, and nothing that makes pods, in ${filename.join(', ')}`);
  const coverage = coverageOf(objects, namespace ?? 'default', new Date());
  const covered = coverage.every(isCovered);
  const uncovered = [...new Set(coverage.flatMap((object) => object.uncovered))].toSorted();
  if (output === 'json') terminal.print(JSON.stringify({ covered, uncovered, objects: coverage }, null, 2));
  else terminal.print(coverageTable(coverage));
  return covered ? EXIT.ok : EXIT.refused;
}

export function coverageOf(objects: Objects, otherwise: string, now: Date): Coverage[] {
  const presets = compilePresets(objects.presets, { namespace: otherwise, created: now.toISOString() });
  return objects.pods.map(({ source, kind, name, path, pod, request }: PodDocument) => {
    const namespace = request?.namespace ?? pod.metadata.namespace ?? otherwise;
    const decided = answer({
      pod: { ...pod, metadata: { ...pod.metadata, namespace } },
      namespace: objects.namespace(namespace),
      request: { group: '', resource: 'pods', operation: 'CREATE' },
      presets,
    });
    const requested = [...effectiveRequests(pod).keys()].filter(isExtendedResource).toSorted();
    return {
      source,
      kind,
      name,
      namespace,
      ...(path === undefined ? {} : { path }),
      requested,
      // Nothing is given to a pod that is refused.
      uncovered: decided.admitted ? decided.uncovered : requested,
      presets: decided.presets
        .filter(({ result }) => result === 'applied' || result === 'partly')
        .map(({ name }) => name),
      ...(decided.admitted ? {} : { rejected: `${decided.reason}: ${decided.message}` }),
    };
  });
}

const isCovered = ({ uncovered, rejected }: Coverage): boolean =>
  uncovered.length === 0 && rejected === undefined;

function coverageTable(coverage: readonly Coverage[]): string {
  const list = (items: readonly string[]): string => items.join(',') || '-';
  return table(
    ['OBJECT', 'NAMESPACE', 'REQUESTS', 'PRESETS', 'RESULT'],
    coverage.map(({ kind, name, path, namespace, requested, uncovered, presets, rejected }) => [
      [`${kind}/${name}`, path].filter((part) => part !== undefined).join(' '),
      namespace,
      list(requested),
      list(presets),
      rejected === undefined
        ? uncovered.length === 0
          ? 'ok'
          : `uncovered: ${uncovered.join(', ')}`
        : `rejected: ${rejected}`,
    ]),
  );
}

export function addCheckCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('check')
    .description('say which extended resources that pods ask for no preset provides for');
  addFileOptions(command, 'pods, what makes pods, and presets, such as a rendered chart');
  addNamespaceOption(command, 'of objects that say none (default: "default")');
  addOutputOption(command, ['text', 'json'])
    .addHelpText(
      'after',
      `
Each object stands for the pods that it makes. Only extended resources count, such as nvidia.com/gpu.
${exitHelp({ ok: 'everything is covered', refused: 'something is not, or a pod would be rejected' })}`,
    )
    .action(async (options: CheckOptions) => {
      terminal.exitCode = await check(options, terminal);
    });
}
