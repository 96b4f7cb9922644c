/** The pods, nodes and presets in examples/, as the API server would hand them over. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { encodeFacts } from '../../shared/host-facts/codec.ts';
import { factsOfNode, type HostFacts } from '../../shared/host-facts/node-facts.ts';
import type { Node, Pod } from '../../shared/kube/objects.ts';
import { ANNOTATION } from '../../shared/names.ts';
import type { NodeView } from '../../shared/preset/api.ts';
import { type CompiledPreset, compilePreset } from '../../shared/preset/compile.ts';
import { UserError } from '../user-error.ts';

export interface ExampleNode {
  readonly facts: HostFacts;
  /** Extended resources that its device plugins would announce. */
  readonly offers: readonly string[];
  readonly view: NodeView;
}

interface Examples {
  readonly pods: readonly Pod[];
  readonly nodes: readonly ExampleNode[];
  readonly presets: readonly CompiledPreset[];
}

export async function loadExamples(directory: string): Promise<Examples> {
  return {
    nodes: (await filesOf(join(directory, 'nodes'))).map(({ text }) => exampleNode(text)),
    presets: (await filesOf(join(directory, 'presets'))).map(({ path, text }) => examplePreset(path, text)),
    pods: (await filesOf(join(directory, 'pods'))).map(({ text }) => parse(text) as Pod),
  };
}

async function filesOf(directory: string): Promise<{ path: string; text: string }[]> {
  const names = (await readdir(directory)).filter((name) => /\.(json|yaml)$/.test(name));
  return Promise.all(
    names.toSorted().map(async (name) => {
      const path = join(directory, name);
      return { path, text: await readFile(path, 'utf8') };
    }),
  );
}

/** Through the very codec: facts → annotation of a Node → facts, fresh. */
function exampleNode(text: string): ExampleNode {
  const { name, offers, facts } = JSON.parse(text) as { name: string; offers: string[]; facts: HostFacts };
  const uid = `uid-of-${name}`;
  const bootId = `boot-of-${name}`;
  const node: Node = {
    metadata: {
      name,
      uid,
      labels: { 'kubernetes.io/hostname': name },
      annotations: { [ANNOTATION.hostFacts]: encodeFacts({ ...facts, schema: 1, bootId, nodeUid: uid }) },
    },
    status: { nodeInfo: { bootID: bootId, kernelVersion: facts.kernel?.release ?? '' } },
  };
  const view = { name, uid, labels: node.metadata.labels ?? {}, facts: factsOfNode(node) };
  return { facts, offers, view };
}

function examplePreset(path: string, text: string): CompiledPreset {
  const result = compilePreset(parse(text));
  if (result.ok) return result.preset;
  throw new UserError(
    `${path}: ${result.problems.map((problem) => `${problem.path}: ${problem.message}`).join('; ')}`,
  );
}
