/** The pods, nodes and presets in examples/, as the API server would hand them over. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { HostFacts } from '../../shared/host-facts/node-facts.ts';
import type { Pod } from '../../shared/kube/objects.ts';
import type { NodeView } from '../../shared/preset/api.ts';
import { type CompiledPreset, compilePreset } from '../../shared/preset/compile.ts';
import { viewOfFacts } from '../node-view.ts';
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

function exampleNode(text: string): ExampleNode {
  const { name, offers, facts } = JSON.parse(text) as { name: string; offers: string[]; facts: HostFacts };
  return { facts, offers, view: viewOfFacts({ name, facts }) };
}

function examplePreset(path: string, text: string): CompiledPreset {
  const result = compilePreset(parse(text));
  if (result.ok) return result.preset;
  throw new UserError(
    `${path}: ${result.problems.map((problem) => `${problem.path}: ${problem.message}`).join('; ')}`,
  );
}
