import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { ANNOTATION, BIND_PREFIX, GROUP, LABEL } from '../shared/names.ts';
import { renderManifests } from './manifests.ts';

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly [field: string]: unknown;
}

const DEPLOY = join(import.meta.dirname, '..', 'deploy');
const OPTIONS = { namespace: 'latebind-system', imagePrefix: 'latebind', imageTag: '0.1.0' };
const CERTIFICATES = { authority: 'AUTHORITY', certificate: 'CERTIFICATE', key: 'KEY' };

function parseAll(text: string): Manifest[] {
  return parseAllDocuments(text).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as Manifest;
  });
}

const render = async (options: Parameters<typeof renderManifests>[0] = OPTIONS): Promise<Manifest[]> =>
  parseAll(await renderManifests(options));

describe('latebind manifests', () => {
  it('prints every file of deploy/', async () => {
    const files = (await readdir(DEPLOY, { recursive: true })).filter(
      (file) => file.endsWith('.yaml') && !file.startsWith('scheduler'),
    );
    const kinds = (await render()).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'CustomResourceDefinition')).toHaveLength(2);
    expect(files).toHaveLength(8);
    expect(kinds).toContain('MutatingWebhookConfiguration');
  });

  it('puts the namespace first and the webhooks last', async () => {
    const kinds = (await render()).map(({ kind }) => kind);
    expect(kinds[0]).toBe('Namespace');
    expect(kinds.at(-1)).toBe('ValidatingWebhookConfiguration');
  });

  it('fills in the certificates, on each webhook and as a Secret', async () => {
    const manifests = await render({ ...OPTIONS, certificates: CERTIFICATES });
    const bundle = Buffer.from('AUTHORITY').toString('base64');
    const webhooks = manifests.filter(({ kind }) => kind.endsWith('WebhookConfiguration'));
    const bundles = webhooks.flatMap(({ webhooks: each }) =>
      (each as { clientConfig: { caBundle?: string } }[]).map(({ clientConfig }) => clientConfig.caBundle),
    );
    expect(bundles).toEqual([bundle, bundle, bundle]);
    const secret = manifests.find(({ kind }) => kind === 'Secret');
    expect(secret?.['stringData']).toEqual({
      'ca.crt': 'AUTHORITY',
      'tls.crt': 'CERTIFICATE',
      'tls.key': 'KEY',
    });
  });

  it('leaves no placeholder when there are no certificates', async () => {
    expect(await renderManifests(OPTIONS)).not.toMatch(/caBundle:/);
  });

  it('lets only who shows a certificate of the authority use the scheduler verbs', async () => {
    const flag = '            - --scheduler-client-ca-file=/etc/latebind/tls/ca.crt\n';
    expect(await renderManifests(OPTIONS)).toContain(flag);
  });

  it('installs into another namespace, with other images', async () => {
    const text = await renderManifests({
      namespace: 'gpu',
      imagePrefix: 'registry.example/x',
      imageTag: 'v2',
    });
    expect(text).not.toContain('latebind-system');
    expect(text).toContain('system:serviceaccount:gpu:latebind-extender');
    expect(text).toContain('image: registry.example/x/agent:v2\n');
    expect(text).toContain('image: registry.example/x/extender:v2\n');
  });

  it('names the annotations and labels of shared/names.ts', async () => {
    const text = await renderManifests(OPTIONS);
    const { applied, slots, uncovered, hostFacts, hostSummary } = ANNOTATION;
    for (const name of [applied, slots, uncovered, hostFacts, hostSummary, BIND_PREFIX, LABEL.injection]) {
      expect(text).toContain(name);
    }
    expect(text).toContain(`apiGroups: [${GROUP}]`);
  });

  it('gives the agent no more than its Node, and neither program a Secret', async () => {
    const roles = (await render()).filter(({ kind }) => kind === 'ClusterRole');
    const agent = roles.find(({ metadata }) => metadata.name === 'latebind-agent');
    expect(agent?.['rules']).toEqual([{ apiGroups: [''], resources: ['nodes'], verbs: ['get', 'patch'] }]);
    expect(JSON.stringify(roles)).not.toMatch(/secrets|"\*"/);
  });
});
