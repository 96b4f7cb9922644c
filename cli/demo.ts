/** `latebind demo`: what Latebind does, in seconds and without a cluster; --cluster does it in a real one. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { styleText } from 'node:util';
import type { Command } from 'commander';
import type { Pod } from '../shared/kube/objects.ts';
import { containerView } from './container-view.ts';
import { type ExampleNode, loadExamples } from './demo/examples.ts';
import { type Outcome, placePod } from './demo/place-pod.ts';
import { factRows, factsOfThisMachine, gpuModels } from './demo/this-machine.ts';
import { table } from './table.ts';
import { UserError } from './user-error.ts';

const ROOT = join(import.meta.dirname, '..');
/** The pod whose container is shown: it has a joined variable and a mount. */
const SHOWN = 'team-a/inference';

async function demo(print: (text: string) => void): Promise<void> {
  print(heading('This machine, as the agent sees it'));
  try {
    print(table(['FACT', 'VALUE'], factRows(await factsOfThisMachine())));
  } catch (error) {
    print(`not read: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
  }

  const { nodes, pods, presets } = await loadExamples(join(ROOT, 'examples'));
  print(heading(`${nodes.length} example nodes (examples/nodes)`));
  print(table(['NODE', 'OS', 'DRIVER', 'LIBRARIES', 'GPUS'], nodes.map(nodeRow)));

  const load = new Map<string, number>();
  const outcomes = pods.map((pod) => placePod(pod, { nodes, presets, load }));
  print(
    heading(
      `${pods.length} pods through admission, filter, prioritize and bind (examples/pods, examples/presets)`,
    ),
  );
  print(table(['POD', 'RESULT', 'NODE', 'PRESETS', 'REASON'], outcomes.map(outcomeRow)));

  const shown = outcomes.find(({ pod }) => pod === SHOWN);
  if (shown?.bound !== undefined) print(containerText(SHOWN, shown.node, shown.bound));
  print(heading('Next'));
  print('npm run demo -- --cluster   the same in a real cluster on this machine (needs root and Go)');
  print('deploy/README.md            install it in yours');
}

function heading(text: string): string {
  // styleText leaves the text alone for NO_COLOR and when the output is not a terminal.
  return `\n${styleText('bold', text, { stream: process.stdout })}`;
}

function nodeRow({ view, facts }: ExampleNode): string[] {
  const { nvidia, amd, os, gpus = [] } = facts;
  return [
    view.name,
    `${os?.id ?? ''} ${os?.versionId ?? ''}`,
    nvidia?.driver?.version ?? amd?.driverVersion ?? '-',
    nvidia?.libraryDir ?? amd?.libraryDir ?? '-',
    gpuModels(gpus),
  ];
}

function outcomeRow({ pod, result, node, presets, reasons }: Outcome): string[] {
  return [pod, result, node || '-', presets.join(',') || '-', reasons.join('; ') || '-'];
}

function containerText(pod: string, node: string, bound: Pod): string {
  const [container] = bound.spec.containers;
  if (container === undefined) return '';
  const { env, mounts, waiting } = containerView(bound, container);
  return [
    heading(`What container ${container.name} of ${pod} sees on ${node}`),
    table(
      ['ENV', 'VALUE'],
      env.map(({ name, value }) => [name, value]),
    ),
    '',
    table(
      ['MOUNT', 'FROM THE HOST', 'MODE'],
      mounts.map(({ mountPath, source, readOnly }) => [mountPath, source, readOnly ? 'ro' : 'rw']),
    ),
    ...(waiting === undefined ? [] : [`waiting: ${waiting}`]),
  ].join('\n');
}

function clusterDemo(): Promise<number> {
  const script = join(ROOT, 'test', 'cluster', 'demo.ts');
  if (!existsSync(script)) {
    throw new UserError(
      'demo --cluster runs from a checkout of the repository: it builds a cluster from test/cluster',
    );
  }
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script], { stdio: 'inherit', cwd: ROOT });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

export function addDemoCommand(program: Command): void {
  program
    .command('demo')
    .description('show on example pods and nodes what Latebind does; needs no cluster')
    .option('--cluster', 'in a real cluster on this machine: Linux, root, Go, about 6 GB of disk')
    .action(async ({ cluster }: { cluster?: boolean }) => {
      if (cluster === true) process.exitCode = await clusterDemo();
      else await demo((text) => console.log(text));
    });
}
