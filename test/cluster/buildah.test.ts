import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildImage } from './buildah.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { progressOnStandardError as progress } from './progress.ts';
import { mustSkipCluster } from './requirements.ts';

const dockerfile = `
ARG BASE_IMAGE=node:26-bookworm-slim
FROM \${BASE_IMAGE} AS build
WORKDIR /src
COPY package.json ./
RUN npm install --no-audit --no-fund
COPY main.mjs ./
RUN node --check main.mjs && npm run build
FROM \${BASE_IMAGE}
WORKDIR /app
COPY --from=build /src/dist/ ./
COPY --from=build /src/node_modules/ ./node_modules/
USER 65532:65532
CMD ["node", "main.mjs"]
`;

const program = `
import { writeFileSync, readFileSync } from 'node:fs';
import { request } from 'node:https';
import yaml from 'yaml';
const folder = '/var/run/secrets/kubernetes.io/serviceaccount';
const read = (name) => readFileSync(folder + '/' + name, 'utf8');
const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = process.env;
const options = { host, port, path: '/api/v1/namespaces/default/pods', ca: read('ca.crt'), headers: { authorization: 'Bearer ' + read('token') } };
const outgoing = request(options, (response) => {
  response.resume();
  const result = [process.version.split('.')[0], process.getuid(), response.statusCode, yaml.stringify({ a: 1 }).trim()];
  writeFileSync('/dev/termination-log', result.join(' '));
});
outgoing.on('error', (error) => { writeFileSync('/dev/termination-log', String(error)); process.exit(1); });
outgoing.end();
`;

describe.skipIf(await mustSkipCluster('nodes'))('an image of a Dockerfile', () => {
  let directory: string;
  let cluster: Cluster;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'latebind-buildah-'));
    mkdirSync(join(directory, 'context'));
    const write = (name: string, content: string): void =>
      writeFileSync(join(directory, 'context', name), content);
    write('Dockerfile', dockerfile);
    write('main.mjs', program);
    write(
      'package.json',
      JSON.stringify({
        name: 'try',
        version: '1.0.0',
        dependencies: { yaml: '2.9.1' },
        scripts: { build: 'mkdir dist && cp main.mjs dist/' },
      }),
    );
    cluster = await startCluster({ nodes: [{ name: 'node-a' }], progress });
  });

  afterAll(async () => {
    await cluster.stop();
    rmSync(directory, { recursive: true });
  });

  it('is built with npm, runs as another user, and reaches the API server', async () => {
    const archive = join(directory, 'try.tar');
    const tag = 'latebind.test/try:1';
    await buildImage({
      dockerfile: join(directory, 'context/Dockerfile'),
      context: join(directory, 'context'),
      tag,
      archive,
      progress,
    });
    await cluster.importImage(archive);
    expect(await cluster.node('node-a').images()).toContain(tag);
    const containers = [{ name: 'main', image: tag }];
    await cluster.api('POST', '/api/v1/namespaces/default/pods', {
      metadata: { name: 'try' },
      spec: { restartPolicy: 'Never', containers },
    });
    // Known to the API server as default/default, and not allowed to list pods.
    expect(await cluster.podResult('default', 'try')).toBe('v26 65532 403 a: 1');
  });
});
