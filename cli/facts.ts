/** `latebind facts`: what is known of hosts: of nodes, of this machine, of a copy of another one's files. */
import { type Command, Option } from 'commander';
import { createDiscoverer } from '../shared/discovery/discover.ts';
import type { HostFacts } from '../shared/host-facts/model.ts';
import { plainFacts } from '../shared/host-facts/plain.ts';
import { EXIT, exitHelp } from './exit-codes.ts';
import { addClusterOptions, type ClusterOptions, publishedFacts, publishedFactsOf } from './facts/cluster.ts';
import { addDiffCommand } from './facts/diff.ts';
import { factsText } from './facts/facts-text.ts';
import { nodeLine, nodeTable, stateDetail } from './facts/node-table.ts';
import { addDriverRootOption, type HostOptions, openHost } from './facts/open-host.ts';
import { addRecordCommand } from './facts/record.ts';
import { why, whyDetail, whyTable } from './facts/why.ts';
import { addOutputOption } from './options.ts';
import type { Terminal } from './terminal.ts';
import { UserError } from './user-error.ts';
import { yamlOf } from './yaml-text.ts';

interface FactsOptions extends ClusterOptions, HostOptions {
  readonly host?: string;
  readonly why?: string | true;
  readonly output: string;
}

async function facts(node: string | undefined, options: FactsOptions, terminal: Terminal): Promise<number> {
  const { host } = options;
  if (host !== undefined) {
    refuseTogether(node !== undefined, `the node ${node}`, 'wanted one of them');
    refuseTogether(options.kubeconfig !== undefined, '--kubeconfig', 'a host is read without a cluster');
    refuseTogether(options.context !== undefined, '--context', 'a host is read without a cluster');
    return await factsOfHost(host, options, terminal);
  }
  if (options.why !== undefined)
    throw new UserError(
      '--why looks at the files of a host again, and a node has published only facts; run latebind facts record on it and give --host FILE',
    );
  for (const [name, value] of [
    ['--nvidia-smi', options.nvidiaSmi],
    ['--driver-root', options.driverRoot],
  ] as const) {
    if (value !== undefined)
      throw new UserError(`${name} belongs to the files of a host; give --host PATH, too`);
  }
  return node === undefined ? await allNodes(options, terminal) : await oneNode(node, options, terminal);
}

function refuseTogether(given: boolean, what: string, reason: string): void {
  if (given) throw new UserError(`--host and ${what} do not go together: ${reason}`);
}

async function factsOfHost(path: string, options: FactsOptions, terminal: Terminal): Promise<number> {
  const host = await openHost(path, options);
  if (options.why === undefined) {
    const now = (): number => performance.now();
    print((await createDiscoverer({ ...host, now }).look()).facts, options, terminal);
    return EXIT.ok;
  }
  const explained = await why(host, options.why);
  const text = options.why === true ? whyTable : whyDetail;
  terminal.print(options.output === 'text' ? text(explained) : dataText(explained, options));
  return EXIT.ok;
}

async function allNodes(options: FactsOptions, terminal: Terminal): Promise<number> {
  const lines = (await publishedFacts(options)).map(nodeLine);
  terminal.print(options.output === 'text' ? nodeTable(lines) : dataText({ nodes: lines }, options));
  return EXIT.ok;
}

async function oneNode(node: string, options: FactsOptions, terminal: Terminal): Promise<number> {
  const { name, state, facts: known } = await publishedFactsOf(node, options);
  if (known !== undefined) print(known, options, terminal);
  if (state.kind === 'fresh') return EXIT.ok;
  const detail = stateDetail(state);
  terminal.say(
    `latebind: ${name}: facts are ${state.kind}${detail === undefined ? '' : `: ${detail}`}; look at the agent there: kubectl -n latebind-system get pods -o wide -l app.kubernetes.io/name=latebind-agent --field-selector spec.nodeName=${name}`,
  );
  return EXIT.refused;
}

function print(known: HostFacts, options: FactsOptions, { print: line }: Terminal): void {
  const plain = plainFacts(known);
  line(options.output === 'text' ? factsText(plain) : dataText(plain, options));
}

const dataText = (value: unknown, { output }: FactsOptions): string =>
  output === 'yaml' ? yamlOf(value) : JSON.stringify(value, null, 2);

export function addFactsCommand(program: Command, terminal: Terminal): void {
  // The -o and --host of `facts` are not those of its own commands: options belong to the command before them.
  const command = program
    .enablePositionalOptions()
    .command('facts')
    .description('show what is known of the hosts of a cluster, or of a host by its files')
    .enablePositionalOptions()
    .argument('[node]', 'all of its facts; without it, a line for each node');
  addClusterOptions(command);
  command
    .option(
      '--host <path>',
      'read a host in place of a cluster: a folder or tar of its files, / for this machine',
    )
    .addOption(
      new Option('--why [fact]', 'with --host: which reader and which files decide a fact, or every fact'),
    )
    .option('--nvidia-smi <file>', 'with --host: what nvidia-smi -q -x printed there');
  addDriverRootOption(command);
  addOutputOption(command, ['text', 'json', 'yaml'])
    .addHelpText(
      'after',
      `
FACTS of a node are fresh, stale (of another boot, kernel or Node object: nothing is bound by them),
missing (no agent has written any) or unreadable. Nothing is run on the host that --host names.

  latebind facts                                        every node
  latebind facts gpu-1                                  one of them
  latebind facts --host /                               this machine, as an agent on it would see it
  latebind facts --host host.tar --why nvidia.libraryDir
${exitHelp({ ok: 'printed', refused: 'the facts of the node are not fresh' })}`,
    )
    .action(async (node: string | undefined, options: FactsOptions) => {
      terminal.exitCode = await facts(node, options, terminal);
    });
  // Of `facts --host A record` the host would be forgotten, and another one recorded.
  command.hook('preSubcommand', (_, sub) => {
    const given = Object.entries(command.opts()).filter(
      ([name]) => command.getOptionValueSource(name) === 'cli',
    );
    if (given.length === 0) return;
    const flags = given.map(
      ([name]) => command.options.find((o) => o.attributeName() === name)?.long ?? name,
    );
    throw new UserError(
      `facts ${flags.join(' ')} … ${sub.name()}: options of ${sub.name()} come after it: latebind facts ${sub.name()} ${flags.join(' ')} …`,
    );
  });
  addRecordCommand(command, terminal);
  addDiffCommand(command, terminal);
}
