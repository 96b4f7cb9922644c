import type { OperatingSystem } from '../../host-facts/model.ts';
import type { HostRoot } from '../host-root.ts';
import { defined, failedAt, found, type Reading } from './reading.ts';

/** In this order, as os-release(5) says. */
const PATHS = ['/etc/os-release', '/usr/lib/os-release'] as const;

/** The host's distribution; not the one of the agent's image. */
export async function readOsRelease(root: HostRoot): Promise<Reading<OperatingSystem>> {
  for (const path of PATHS) {
    const text = await root.readText(path);
    if (text.ok) return found(parseOsRelease(text.value));
    if (text.reason !== 'ENOENT') return failedAt({}, text);
  }
  return failedAt({}, { ok: false, reason: 'ENOENT', path: PATHS[0] });
}

export function parseOsRelease(text: string): OperatingSystem {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^\s*([A-Z][A-Z0-9_]*)=(.*?)\s*$/.exec(line);
    const value = unquote(match?.[2] ?? '');
    if (match?.[1] !== undefined && value !== '') values.set(match[1], value);
  }
  return defined<OperatingSystem>({
    id: values.get('ID'),
    versionId: values.get('VERSION_ID'),
    variantId: values.get('VARIANT_ID'),
    name: values.get('PRETTY_NAME') ?? values.get('NAME'),
  });
}

/** Values are shell words: quotes of both kinds, a backslash before what the shell would interpret. */
function unquote(word: string): string {
  const quoted = /^"(.*)"$/.exec(word) ?? /^'(.*)'$/.exec(word);
  return (quoted?.[1] ?? word).replace(/\\(["'`$\\])/g, '$1');
}
