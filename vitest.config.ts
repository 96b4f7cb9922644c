import { defineConfig } from 'vitest/config';

/**
 * unit:    beside the source, no network, no cluster.
 * cluster: a real API server, scheduler, kubelets and container runtimes (test/cluster); one file at a time.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            '{agent,extender,cli,shared,scripts,docs,test/build,test/compatibility}/**/*.test.ts',
            'test/cluster/**/*.unit.test.ts',
          ],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'cluster',
          include: ['test/{cluster,e2e}/**/*.test.ts', 'deploy/**/*.test.ts'],
          exclude: ['**/*.unit.test.ts'],
          globalSetup: ['test/cluster/global-setup.ts'],
          testTimeout: 180_000,
          hookTimeout: 1_200_000,
          fileParallelism: false,
          maxWorkers: 1,
        },
      },
    ],
  },
});
