/** Every example in examples/, also those to come, with presets as they are there and as convert makes them. */
import { readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recognise } from '../../cli/convert/recognise.ts';
import type { SourceDocument } from '../../cli/convert/types.ts';
import { convertDocuments } from '../../cli/convert.ts';
import { readDocuments } from '../../cli/documents.ts';
import { objectsOf } from '../../cli/documents-objects.ts';
import type { Pod } from '../../shared/kube/objects.ts';
import { admitPod } from '../../shared/preset/admit.ts';
import type { AdmitResult } from '../../shared/preset/api.ts';
import { type CompiledPreset, compilePreset } from '../../shared/preset/compile.ts';
import { mustSkipCluster } from '../cluster/requirements.ts';
import { DryRun } from './dry-run.ts';

const EXAMPLES = join(import.meta.dirname, '../../examples');

interface PresetObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: object;
}

interface Example {
  readonly name: string;
  readonly pods: readonly { readonly file: string; readonly pod: Pod }[];
  /** Presets of a file, or what convert makes of one. */
  readonly sets: readonly { readonly name: string; readonly presets: readonly PresetObject[] }[];
}

const examples = await readExamples();

describe.skipIf(await mustSkipCluster('control-plane'))('a real API server takes', () => {
  let server: DryRun;

  beforeAll(async () => {
    server = await DryRun.start();
  });

  afterAll(async () => {
    await server.stop();
  });

  describe.each(examples)('of examples/$name', ({ pods, sets }) => {
    it.each(sets)('the presets of $name', async ({ presets }) => {
      for (const preset of presets) expect(await server.preset(preset)).toMatchObject(preset.spec);
    });

    it.each(pods)('$file with presets', async ({ pod }) => {
      const sent = await server.pod(pod);
      const results = [];
      for (const { presets } of [...sets, { presets: together(sets) }]) {
        for (const from of [pod, sent]) {
          const result = admit(from, presets);
          // The presets that it names are in another file.
          if (!result.admitted && result.reason === 'PresetUnknown') continue;
          if (!result.admitted) throw new Error(result.message);
          results.push(await server.pod(result.pod));
        }
      }
      expect(results).not.toEqual([]);
    });

    it('which change some of the pods', () => {
      const all = together(sets);
      const applied = pods.filter(({ pod }) =>
        admit(pod, all).decisions.some((one) => one.result === 'applied'),
      );
      expect(applied).not.toEqual([]);
    });
  });
});

function admit(pod: Pod, presets: readonly PresetObject[]): AdmitResult {
  const namespace = { name: pod.metadata.namespace ?? 'default', labels: {} };
  return admitPod({ pod, namespace, presets: presets.map(compile) });
}

function together(sets: Example['sets']): PresetObject[] {
  const all = sets.flatMap(({ presets }) => presets);
  const id = ({ kind, metadata: { namespace = '', name } }: PresetObject): string =>
    `${kind}/${namespace}/${name}`;
  return [...new Map(all.map((preset) => [id(preset), preset])).values()];
}

function compile(preset: PresetObject): CompiledPreset {
  const result = compilePreset(preset);
  if (!result.ok) throw new Error(`${preset.metadata.name}: ${JSON.stringify(result.problems)}`);
  return result.preset;
}

/** A folder is an example; examples/pods and examples/presets are one. */
async function readExamples(): Promise<Example[]> {
  const files = readdirSync(EXAMPLES, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  const folders = Map.groupBy(files, (file) => {
    const folder = relative(EXAMPLES, dirname(file));
    return folder === 'pods' || folder === 'presets' ? 'pods and presets' : folder;
  });
  return await Promise.all([...folders].map(async ([name, of]) => await readExample(name, of)));
}

async function readExample(name: string, files: readonly string[]): Promise<Example> {
  const parts = await Promise.all(
    files.map(async (file) => {
      const documents = await readDocuments([file], { stdin: async () => '' });
      const [originals, others] = [documents.filter(isOriginal), documents.filter((one) => !isOriginal(one))];
      const { presets, pods } = objectsOf(others);
      const short = relative(EXAMPLES, file);
      return {
        pods: pods.map(({ pod }) => ({ file: short, pod })),
        sets: [
          { name: short, presets: presets.map(({ value }) => value as unknown as PresetObject) },
          ...(originals.length === 0
            ? []
            : [
                {
                  name: `convert -f ${short}`,
                  presets: convertDocuments(originals, { behaviour: 'implemented' }).presets,
                },
              ]),
        ].filter(({ presets: list }) => list.length > 0),
      };
    }),
  );
  return { name, pods: parts.flatMap(({ pods }) => pods), sets: parts.flatMap(({ sets }) => sets) };
}

function isOriginal(document: SourceDocument): boolean {
  return recognise(document).length > 0;
}
