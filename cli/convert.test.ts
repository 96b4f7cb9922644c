import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { documents, latebind } from '../test/build/latebind.ts';
import { pod } from '../test/build/pod.ts';
import type { PresetManifest } from './convert/types.ts';

const podPreset = (name: string, spec: object = {}) => ({
  apiVersion: 'settings.k8s.io/v1alpha1',
  kind: 'PodPreset',
  metadata: { name, namespace: 'team-a' },
  spec: { selector: { matchLabels: { app: 'web' } }, env: [{ name: 'A', value: 'on' }], ...spec },
});
const podDefault = {
  apiVersion: 'kubeflow.org/v1alpha1',
  kind: 'PodDefault',
  metadata: { name: 'gpu', namespace: 'team-a' },
  spec: { selector: { matchLabels: { gpu: 'true' } }, desc: 'GPU', env: [{ name: 'B', value: '1' }] },
};
const flyteConfig = {
  plugins: { k8s: { 'default-pod-template-name': 'base', 'default-env-vars': { C: '1' } } },
};
const flyteTemplate = {
  apiVersion: 'v1',
  kind: 'PodTemplate',
  metadata: { name: 'base', namespace: 'flyte' },
  template: { spec: { containers: [{ name: 'default', image: 'x', env: [{ name: 'D', value: '1' }] }] } },
};
const podTask = {
  primary_container_name: 'primary',
  pod_spec: { containers: [{ name: 'primary' }], nodeSelector: { group: 'memory' } },
  metadata: { name: 'task' },
};
const master = {
  task_container_defaults: {
    gpu_pod_spec: { apiVersion: 'v1', kind: 'Pod', spec: { serviceAccountName: 'gpu' } },
  },
};
const experiment = {
  name: 'mnist',
  environment: { pod_spec: { apiVersion: 'v1', kind: 'Pod', spec: { serviceAccountName: 'mnist' } } },
};
const trainJob = {
  apiVersion: 'trainer.kubeflow.org/v1alpha1',
  kind: 'TrainJob',
  metadata: { name: 'llm', namespace: 'team-a' },
  spec: { podTemplateOverrides: [{ targetJobs: [{ name: 'node' }], spec: { serviceAccountName: 'llm' } }] },
};

const convert = (args: readonly string[], ...objects: object[]) =>
  latebind(['convert', '-f', '-', ...args], documents(...objects));
const names = (stdout: string): string[] =>
  (JSON.parse(stdout) as PresetManifest[]).map(({ kind, metadata }) => `${kind}/${metadata.name}`);

describe('latebind convert', () => {
  it('prints presets as YAML that lint accepts, and ends with 0', async () => {
    const { code, stdout, stderr } = await convert([], podPreset('a'), podPreset('b'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const presets = parseAllDocuments(stdout).map((document) => document.toJS() as PresetManifest);
    expect(presets.map(({ apiVersion, metadata }) => [apiVersion, metadata.name])).toEqual([
      ['latebind.dev/v1alpha1', 'a'],
      ['latebind.dev/v1alpha1', 'b'],
    ]);
    // To a reader of YAML 1.1, as kubectl is one, a bare `on` would be true.
    expect(stdout).toContain('value: "on"');
    expect((await latebind(['lint', '-f', '-'], stdout)).code).toBe(0);
  });

  it.each<[string, object, string]>([
    [
      'a mount without its volume',
      { volumeMounts: [{ name: 'v', mountPath: '/v' }] },
      'spec.volumeMounts[0].name',
    ],
    [
      'a variable twice',
      {
        env: [
          { name: 'A', value: '1' },
          { name: 'A', value: '2' },
        ],
      },
      'spec.env[1].name',
    ],
    ['a name that no variable has', { env: [{ name: 'a=b', value: 'x' }] }, 'spec.env[0].name'],
    [
      'a source of both kinds',
      { envFrom: [{ configMapRef: { name: 'a' }, secretRef: { name: 'b' } }] },
      'spec.envFrom[0]',
    ],
    [
      'a volume of two sources',
      { volumes: [{ name: 'v', emptyDir: {}, secret: { secretName: 's' } }] },
      'spec.volumes[0]',
    ],
  ])(
    'an original with %s is bad input: 2, nothing printed, file and field named',
    async (_name, gives, path) => {
      const original = {
        apiVersion: 'settings.k8s.io/v1alpha1',
        kind: 'PodPreset',
        metadata: { name: 'a', namespace: 'team-a' },
        spec: { selector: {}, ...gives },
      };
      const { code, stdout, stderr } = await convert([], original);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(path);
      expect(stderr).not.toContain('mistake of latebind');
    },
  );

  it('prints one array of JSON', async () => {
    const { code, stdout } = await convert(['-o', 'json'], podPreset('a'));
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([
      {
        apiVersion: 'latebind.dev/v1alpha1',
        kind: 'PodPreset',
        metadata: { name: 'a', namespace: 'team-a' },
      },
    ]);
  });

  it('takes documents of every system in any mix, in the order of the documents', async () => {
    const { code, stdout } = await convert(
      ['-o', 'json'],
      trainJob,
      podTask,
      master,
      podDefault,
      flyteTemplate,
      podPreset('web'),
      experiment,
      flyteConfig,
    );
    expect([0, 4]).toContain(code);
    const found = names(stdout);
    const first = (pattern: RegExp): number => found.findIndex((name) => pattern.test(name));
    const places = [/trainjob/, /^ClusterPodPreset\/(?:task|base|flyte)/, /determined/, /gpu$/, /web$/].map(
      first,
    );
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((left, right) => left - right));
  });

  it('converts what belongs together as one: settings and the template that they name', async () => {
    const together = await convert(['-o', 'json'], flyteTemplate, flyteConfig);
    const base = (JSON.parse(together.stdout) as PresetManifest[]).find(
      ({ metadata }) => metadata.name === 'base',
    );
    expect(base?.spec.byName).toBeUndefined();
    const alone = await convert(['-o', 'json'], flyteTemplate);
    expect(JSON.parse(alone.stdout)).toMatchObject([{ metadata: { name: 'base' }, spec: { byName: true } }]);
  });

  it('names each loss on a line of stderr, prints the presets all the same, and ends with 4', async () => {
    const { code, stdout, stderr } = await convert(
      ['-o', 'json'],
      podPreset('a', { colour: 'red' }),
      podPreset('b'),
    );
    expect(code).toBe(4);
    expect(names(stdout)).toEqual(['PodPreset/a', 'PodPreset/b']);
    expect(stderr).toMatch(/^PodPreset\/team-a\/a: spec\.colour: [^\n]+\n$/);
  });

  it('knows both readings where code and document differ', async () => {
    const job = {
      ...trainJob,
      spec: {
        podTemplateOverrides: [{ targetJobs: [{ name: 'node' }], spec: { nodeSelector: { a: 'b' } } }],
      },
    };
    const implemented = await convert(['-o', 'json'], job);
    expect((await convert(['-o', 'json', '--behaviour', 'implemented'], job)).stdout).toBe(
      implemented.stdout,
    );
    expect((await convert(['-o', 'json', '--behaviour', 'documented'], job)).stdout).not.toBe(
      implemented.stdout,
    );
    expect(await convert(['--behaviour', 'both'], job)).toMatchObject({ code: 2, stdout: '' });
  });

  it.each<[string, object[], RegExp]>([
    [
      'one document that is not recognised',
      [podPreset('a'), pod().build()],
      /^latebind: stdin#2: is a Pod \(v1\), which cannot/,
    ],
    [
      'a document without a kind',
      [{ a: 1, b: 2 }],
      /^latebind: stdin: has the keys a, b, by which it is not recognised$/m,
    ],
    ['a document of the wrong form', [{ ...podPreset('a'), spec: 'none' }], /^latebind: stdin: spec/],
    ['no document', [], /^latebind: there is no document in -$/m],
    [
      'two that would have one name',
      [podPreset('gpu'), podDefault],
      /^latebind: PodPreset\/team-a\/gpu would come from several documents/,
    ],
  ])('ends with 2 and prints nothing on stdout for %s', async (_what, objects, message) => {
    const { code, stdout, stderr } = await convert([], ...objects);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it('says what it recognises when it does not', async () => {
    const { stderr } = await convert([], pod().build());
    expect(stderr).toMatch(/^latebind: recognised are:$/m);
    for (const what of [
      /PodPreset \(settings/,
      /PodDefault/,
      /PodTemplate/,
      /TrainJob/,
      /plugins\.k8s/,
      /pod_spec/,
    ])
      expect(stderr).toMatch(what);
  });
});
