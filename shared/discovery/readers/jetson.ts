import type { Jetson } from '../../host-facts/model.ts';
import type { Failure, HostRoot } from '../host-root.ts';
import { defined, failed, failedAt, found, type Reading } from './reading.ts';

const RELEASE = '/etc/nv_tegra_release';
/** Where the NVIDIA Container Toolkit looks for them (internal/platform-support/tegra). */
const LISTS = '/etc/nvidia-container-runtime/host-files-for-container.d';

/** Which Jetson Linux it is, and the lists of what its containers get; empty on other hosts. */
export async function readJetson(root: HostRoot): Promise<Reading<Jetson>> {
  const text = await root.readText(RELEASE);
  const names = await root.list(LISTS);
  const csvFiles = (names.ok ? names.value : [])
    .filter((name) => name.endsWith('.csv'))
    .map((name) => `${LISTS}/${name}`);
  const facts = defined<Jetson>({
    release: text.ok ? parseRelease(text.value) : undefined,
    csvFiles: csvFiles.length === 0 ? undefined : csvFiles,
  });
  const failure = [text, names].find((result): result is Failure => !result.ok && result.reason !== 'ENOENT');
  if (failure !== undefined) return failedAt(facts, failure);
  return text.ok && facts.release === undefined ? failed(facts, 'malformed', RELEASE) : found(facts);
}

/** "# R36 (release), REVISION: 3.0, GCID: 36191598, BOARD: generic, EABI: aarch64, DATE: …" → R36.3.0. */
function parseRelease(text: string): string | undefined {
  const match = /^# *(R\d+) *\(release\), *REVISION: *(\d+(?:\.\d+)*)\b/m.exec(text);
  return match === null ? undefined : `${match[1]}.${match[2]}`;
}
