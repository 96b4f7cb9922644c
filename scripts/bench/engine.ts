/**
 * What an admission costs on one core, without the server: a GPU pod and presets of which few select it, as in a cluster
 * of many teams. The baseline is what handling the same pod costs at the very least: writing and reading it as JSON.
 */
import { admitPod } from '../../shared/preset/admit.ts';
import { type CompiledPreset, compilePreset } from '../../shared/preset/compile.ts';
import { pod as buildPod } from '../../test/build/pod.ts';
import { clusterPreset } from '../../test/build/preset.ts';
import { median, type Row } from './rows.ts';

const COUNTS = [1, 10, 100, 1_000];
const ROUNDS = 7;
/** Milliseconds of one measurement. */
const SLICE = 150;

const POD = buildPod('train')
  .requests('nvidia.com/gpu', 2)
  .label('team', 'a')
  .env({ name: 'LD_LIBRARY_PATH', value: '/opt/lib' }, { name: 'EPOCHS', value: '3' })
  .spec({ volumes: [{ name: 'data', emptyDir: {} }] })
  .build();

function compile(name: string, spec: Record<string, unknown>): CompiledPreset {
  const result = compilePreset(clusterPreset(name).spec(spec).build());
  if (!result.ok) throw new Error(`${name}: ${JSON.stringify(result.problems)}`);
  return result.preset;
}

const GIVES = { env: [{ name: 'X', value: 'y' }] };

/** Two that select the pod: late values, a join, mounts; and labels, node affinity, a patch of one container. */
const MATCHING = [
  compile('driver', {
    resourceSelector: ['nvidia.com/gpu'],
    env: [{ name: 'LD_LIBRARY_PATH', value: '/usr/local/lib/nvidia', merge: { strategy: 'Join' } }],
    volumes: [{ name: 'libraries', hostPath: { path: '${host.nvidia.libraryDir}' } }],
    volumeMounts: [{ name: 'libraries', mountPath: '/usr/local/lib/nvidia', readOnly: true }],
    tolerateRequested: ['nvidia.com/*'],
  }),
  compile('team', {
    selector: { matchLabels: { team: 'a' } },
    metadata: { labels: { cost: '${namespaceObject.metadata.name}' } },
    pod: { nodeSelector: { pool: 'gpu' }, terminationGracePeriodSeconds: 120 },
    containers: [{ select: { primary: true }, securityContext: { allowPrivilegeEscalation: false } }],
  }),
];

/** How a preset can fail to match, cheapest test first. */
const STRANGERS = {
  resource: (index: number) => ({ resourceSelector: [`vendor-${index}.example/device`], ...GIVES }),
  label: (index: number) => ({ selector: { matchLabels: { team: `t-${index}` } }, ...GIVES }),
  expression: (index: number) => ({
    matchExpression: `pod.metadata.labels[?'team'].orValue('') == 't-${index}'`,
    ...GIVES,
  }),
} as const;

function strangers(kind: keyof typeof STRANGERS, count: number): CompiledPreset[] {
  return Array.from({ length: count }, (_, index) => compile(`${kind}-${index}`, STRANGERS[kind](index)));
}

/** Microseconds of one call. */
function time(call: () => void): number {
  let calls = 0;
  const started = performance.now();
  let now = started;
  while (now - started < SLICE) {
    for (let index = 0; index < 20; index += 1) call();
    calls += 20;
    now = performance.now();
  }
  return ((now - started) * 1_000) / calls;
}

const admit = (presets: readonly CompiledPreset[]) => (): void => {
  const result = admitPod({ pod: POD, namespace: { name: 'team-a', labels: {} }, presets });
  if (!result.admitted) throw new Error(result.message);
};

export function benchEngine(): Row[] {
  const mixed = (count: number): CompiledPreset[] => {
    const kinds = Object.keys(STRANGERS) as (keyof typeof STRANGERS)[];
    const others = kinds.flatMap((kind) => strangers(kind, Math.ceil(count / kinds.length)));
    return [...MATCHING, ...others].slice(0, count);
  };
  const cases = new Map(COUNTS.map((count) => [`presets${count}`, admit(mixed(count))]));
  for (const kind of ['resource', 'label', 'expression'] as const)
    cases.set(kind, admit([...MATCHING, ...strangers(kind, 1_000)]));
  cases.set('none', admit(MATCHING));
  const text = (): void => void JSON.parse(JSON.stringify(POD));
  const samples = new Map([...cases.keys(), 'json'].map((name) => [name, [] as number[]]));
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const [name, call] of [...cases, ['json', text] as const]) {
      const taken = time(call);
      if (round >= 0) samples.get(name)?.push(taken);
    }
  }
  const of = (name: string): number => median(samples.get(name) ?? []);
  const json = of('json');
  return [
    ...COUNTS.map((count) => ({
      name: `admission${count}Presets`,
      ours: `${(1_000_000 / of(`presets${count}`)).toFixed(0)}/s`,
      baseline: `${json.toFixed(1)} µs (the pod as JSON, out and in)`,
      value: of(`presets${count}`) / json,
    })),
    ...(['resource', 'label', 'expression'] as const).map((kind) => {
      const each = (of(kind) - of('none')) / 1_000;
      return {
        name: `noMatchBy${kind[0]?.toUpperCase()}${kind.slice(1)}Microseconds`,
        ours: `${each.toFixed(2)} µs`,
        baseline: `${json.toFixed(1)} µs (the pod as JSON, out and in)`,
        value: each,
      };
    }),
  ];
}
