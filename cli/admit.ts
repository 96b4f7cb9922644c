/** `latebind admit`: what would become of a pod, without a cluster. */
import type { Command } from 'commander';
import type { NodeView } from '../shared/preset/api.ts';
import { type Answer, answer } from './admission.ts';
import { podDiff, reasonLines } from './admit-print.ts';
import { readDocuments } from './documents.ts';
import { type Objects, objectsOf } from './documents-objects.ts';
import { objectText, type PodDocument } from './documents-pods.ts';
import { EXIT, exitHelp } from './exit-codes.ts';
import { viewOfDocument, viewOfNode } from './node-view.ts';
import { addFileOptions, addNamespaceOption, addOutputOption, type FileOptions } from './options.ts';
import { compilePresets } from './presets.ts';
import type { Terminal } from './terminal.ts';
import { UserError } from './user-error.ts';
import { yamlOf } from './yaml-text.ts';

interface AdmitOptions extends FileOptions {
  readonly namespace?: string;
  readonly node?: string;
  readonly operation?: string;
  readonly subresource?: string;
  readonly output: string;
}

async function admit(
  { filename, recursive, output, ...options }: AdmitOptions,
  terminal: Terminal,
): Promise<number> {
  const { stdin } = terminal;
  const objects = objectsOf(await readDocuments(filename, { recursive, stdin }));
  const document = onlyPod(objects.pods, filename);
  const namespace = namespaceOf(document, options.namespace);
  const pod = { ...document.pod, metadata: { ...document.pod.metadata, namespace } };
  const own = pod.spec.nodeName ?? '';
  const target = options.node === undefined ? undefined : await readNode(options.node, objects, stdin);
  if (target !== undefined && own !== '' && target.name !== own)
    throw new UserError(`--node is ${target.name}, but ${objectText(document)} has spec.nodeName ${own}`);
  const ownNode = own === '' ? undefined : (target ?? nodeNamed(own, objects));
  const decided = answer({
    pod,
    namespace: objects.namespace(namespace),
    request: requestOf(document, options),
    presets: compilePresets(objects.presets, { namespace, created: new Date().toISOString() }),
    ...(ownNode === undefined ? {} : { ownNode }),
    ...(target === undefined ? {} : { target }),
  });
  if (output === 'json') terminal.print(JSON.stringify(decided, null, 2));
  else print(decided, output === 'yaml' ? yamlOf(decided.pod) : podDiff(pod, decided.pod), terminal);
  return decided.admitted && decided.node?.fits !== false ? EXIT.ok : EXIT.refused;
}

function print(decided: Answer, text: string, terminal: Terminal): void {
  if (decided.admitted && text !== '') terminal.print(text);
  for (const line of reasonLines(decided)) terminal.say(line);
}

function onlyPod(pods: readonly PodDocument[], filename: readonly string[]): PodDocument {
  const [pod, ...more] = pods;
  if (pod === undefined) {
    throw new UserError(
      `there is no pod in ${filename.join(', ')}; wanted a Pod, something with a pod template, or an AdmissionReview`,
    );
  }
  if (more.length > 0) {
    const seen = pods.map((document) => `  ${document.source}: ${objectText(document)}`);
    throw new UserError([`one pod is wanted, there are ${pods.length}:`, ...seen].join('\n'));
  }
  return pod;
}

function namespaceOf(document: PodDocument, wanted: string | undefined): string {
  const { source, pod, request } = document;
  const own = request?.namespace ?? pod.metadata.namespace;
  if (own !== undefined && wanted !== undefined && own !== wanted)
    throw new UserError(
      `${source}: ${objectText(document)} is of namespace ${own}, but --namespace is ${wanted}`,
    );
  return own ?? wanted ?? 'default';
}

function requestOf(
  { request }: PodDocument,
  { operation, subresource }: Pick<AdmitOptions, 'operation' | 'subresource'>,
): { group: string; resource: string; operation: string } {
  const { group = '', resource = 'pods' } = request ?? {};
  const below = subresource ?? request?.subresource;
  return {
    group,
    resource: below === undefined || below === '' ? resource : `${resource}/${below}`,
    operation: operation ?? request?.operation ?? 'CREATE',
  };
}

function nodeNamed(name: string, { nodes }: Objects): NodeView | undefined {
  const node = nodes.find(({ metadata }) => metadata.name === name);
  return node === undefined ? undefined : viewOfNode(node);
}

/** A Node among the files by its name, else a file. */
async function readNode(nameOrPath: string, objects: Objects, stdin: Terminal['stdin']): Promise<NodeView> {
  const named = nodeNamed(nameOrPath, objects);
  if (named !== undefined) return named;
  const [document, ...more] = await readDocuments([nameOrPath], { stdin });
  if (document === undefined || more.length > 0)
    throw new UserError(
      `--node ${nameOrPath}: has ${more.length + (document === undefined ? 0 : 1)} documents, wanted one`,
    );
  return viewOfDocument(document);
}

const OPERATIONS = ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'];

export function addAdmitCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('admit')
    .description('show what admission would make of a pod under presets, without a cluster');
  addFileOptions(command, 'presets, one pod (or what makes one, or an AdmissionReview), Namespaces, Nodes');
  addNamespaceOption(command, 'of the pod and of presets, where they say none (default: "default")');
  command
    .option('--node <node>', 'bind it, too: a file with a Node or with host facts, or a Node of -f by name')
    .option(
      '--operation <name>',
      `of the request, one of ${OPERATIONS.join(', ')} (default: "CREATE")`,
      operation,
    )
    .option('--subresource <name>', 'of the request, such as status');
  addOutputOption(command, ['yaml', 'json', 'diff'])
    .addHelpText(
      'after',
      `
yaml is the pod as it would be stored, diff is what changes in it; what became of each preset, and warnings, go to
stderr. json has all of it. Labels of a namespace are those of its Namespace in -f.
${exitHelp({ ok: 'admitted', refused: 'rejected, or the node of --node does not fit' })}`,
    )
    .action(async (options: AdmitOptions) => {
      terminal.exitCode = await admit(options, terminal);
    });
}

function operation(name: string): string {
  const upper = name.toUpperCase();
  if (!OPERATIONS.includes(upper))
    throw new UserError(`--operation wants one of ${OPERATIONS.join(', ')}, not "${name}"`);
  return upper;
}
