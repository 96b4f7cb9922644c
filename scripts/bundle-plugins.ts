/** What esbuild does to our bundles beyond its own ways: both for memory at run time. */
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

const BY_REQUIRE = 'by-require';

/** Imported, `node:http` reads its own getters for `WebSocket` and the like, and they load all of undici: 17 MB. Required, it does not. */
export const httpByRequire: Plugin = {
  name: 'http-by-require',
  setup(build) {
    build.onResolve({ filter: /^(node:)?http$/ }, ({ kind }) =>
      kind === 'import-statement' ? { path: 'http', namespace: BY_REQUIRE } : undefined,
    );
    build.onLoad({ filter: /^http$/, namespace: BY_REQUIRE }, () => ({
      contents: "module.exports = require('node:http');",
    }));
  },
};

/** esbuild escapes what is not ASCII, but not in regular expressions; these packages have some. See judgeText(). */
export const asciiRegularExpressions: Plugin = {
  name: 'ascii-regular-expressions',
  setup(build) {
    build.onLoad(
      { filter: /node_modules.(@marcbachmann.cel-js|systeminformation).lib.[^/\\]+\.js$/ },
      async ({ path }) => ({
        contents: (await readFile(path, 'utf8')).replaceAll(
          /[^\0-\x7f]/g,
          (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
        ),
      }),
    );
  },
};
