/** `latebind facts diff`: what two hosts, or two looks at one, do not have in common. */
import { readFile, stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { createDiscoverer } from '../../shared/discovery/discover.ts';
import { type Difference, differencesOf, schemaPathOf } from '../../shared/discovery/fact-paths.ts';
import { decodeFacts, FactsError } from '../../shared/host-facts/codec.ts';
import type { HostFacts } from '../../shared/host-facts/model.ts';
import { plainFacts } from '../../shared/host-facts/plain.ts';
import { fieldsOf } from '../../shared/host-facts/schema.ts';
import { type Fields, isObject } from '../../shared/json.ts';
import { ANNOTATION } from '../../shared/names.ts';
import { EXIT, exitHelp } from '../exit-codes.ts';
import { addOutputOption } from '../options.ts';
import { table } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { UserError } from '../user-error.ts';
import { addClusterOptions, type ClusterOptions, publishedFactsOf } from './cluster.ts';
import { openHost } from './open-host.ts';
import { printable } from './printable.ts';

interface DiffOptions extends ClusterOptions {
  readonly all?: boolean;
  readonly output: string;
}

async function diff(a: string, b: string, options: DiffOptions, terminal: Terminal): Promise<number> {
  const [left, right] = [await factsAt(a, options), await factsAt(b, options)];
  const everything = differencesOf(left, right);
  const differences = options.all === true ? everything : everything.filter(({ key }) => !isAlwaysOther(key));
  const leftOut = everything.length - differences.length;
  if (options.output === 'json') {
    const rows = differences.map(({ key, a: seen, b: other }) => ({
      fact: key,
      a: seen ?? null,
      b: other ?? null,
    }));
    terminal.print(JSON.stringify({ equal: rows.length === 0, leftOut, differences: rows }, null, 2));
  } else if (differences.length > 0) {
    terminal.print(table(['FACT', a, b], differences.map(rowOf)));
  } else terminal.print('equal');
  if (leftOut > 0 && options.output !== 'json')
    terminal.say(`${leftOut} that tell one machine or boot from another left out; --all shows them`);
  return differences.length === 0 ? EXIT.ok : EXIT.refused;
}

const rowOf = ({ key, a, b }: Difference): string[] => [
  printable(key),
  a === undefined ? '-' : printable(a),
  b === undefined ? '-' : printable(b),
];

/** What tells one machine, or one boot, from another. */
const isAlwaysOther = (key: string): boolean => /^(bootId|nodeUid)$|\.uuid$/.test(schemaPathOf(key));

async function factsAt(place: string, options: DiffOptions): Promise<HostFacts> {
  const node = /^node\/(.+)$/.exec(place)?.[1];
  if (node !== undefined) {
    const { facts, state } = await publishedFactsOf(node, options);
    if (facts !== undefined) return facts;
    throw new UserError(`${place}: its facts are ${state.kind}; latebind facts ${node} says more`);
  }
  const found = await stat(place).catch(() => {
    throw new UserError(
      `${place}: is not there; wanted node/NAME for a node, else a file with facts, or a folder or tar of a host`,
    );
  });
  const bytes = found.isDirectory() ? undefined : await readFile(place);
  if (bytes === undefined || isArchive(bytes)) {
    const host = await openHost(place, {});
    return (await createDiscoverer({ ...host, now: () => performance.now() }).look()).facts;
  }
  return factsIn(bytes.toString('utf8'), place);
}

/** A tar by its magic, at its place in the first header, or what gzip makes. */
const isArchive = (bytes: Buffer): boolean =>
  (bytes[0] === 0x1f && bytes[1] === 0x8b) || bytes.toString('latin1', 257, 262) === 'ustar';

const FIELDS: ReadonlySet<string> = new Set(fieldsOf('HostFacts').map(({ name }) => name));

function factsIn(text: string, place: string): HostFacts {
  const wanted = 'wanted host facts as latebind facts -o json prints them, a Node, or a tar of a host';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UserError(`${place}: is neither JSON nor a tar; ${wanted}`);
  }
  if (!isObject(value)) throw new UserError(`${place}: is no JSON object; ${wanted}`);
  try {
    if (value['kind'] === 'Node') return decodeFacts(annotationOf(value, place)).facts;
    const facts = isObject(value['facts']) ? value['facts'] : value;
    if (!Object.keys(facts).some((name) => FIELDS.has(name)))
      throw new UserError(`${place}: has none of the fields of host facts; ${wanted}`);
    return plainFacts(facts);
  } catch (error) {
    if (error instanceof FactsError) throw new UserError(`${place}: ${error.message}`);
    throw error;
  }
}

function annotationOf({ metadata }: Fields, place: string): string {
  const annotations = isObject(metadata) ? metadata['annotations'] : undefined;
  const text = isObject(annotations) ? annotations[ANNOTATION.hostFacts] : undefined;
  if (typeof text !== 'string')
    throw new UserError(`${place}: metadata.annotations has no ${ANNOTATION.hostFacts}; the agent writes it`);
  return text;
}

export function addDiffCommand(facts: Command, terminal: Terminal): void {
  const command = facts
    .command('diff')
    .description('say which facts of two hosts differ')
    .argument('<a>', 'node/NAME, a file with facts or a Node as JSON, or a folder or tar of a host')
    .argument('<b>', 'likewise')
    .option('--all', 'also what differs always: bootId, nodeUid and UUIDs');
  addClusterOptions(command);
  addOutputOption(command, ['text', 'json'])
    .addHelpText(
      'after',
      `
Only node/NAME is asked of the cluster; everything else is a path: a folder is a host's tree, a file is a
tar where it begins like one, else JSON. Items of lists are compared by what they are called, not by place.

  latebind facts diff node/gpu-1 node/gpu-2
  latebind facts diff before.tar.gz /
${exitHelp({ ok: 'equal', refused: 'they differ' })}`,
    )
    .action(async (a: string, b: string, options: DiffOptions) => {
      terminal.exitCode = await diff(a, b, options, terminal);
    });
}
