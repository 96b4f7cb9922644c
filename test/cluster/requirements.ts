import { type ClusterLevel, diskTrouble, goTrouble, isBuilt } from './build.ts';
import {
  canInstallPackages,
  capabilityNetAdmin,
  capabilitySysAdmin,
  controlPlanePrograms,
  hasCapabilities,
  missingPrograms,
  nodeBuildPrograms,
  nodePrograms,
} from './programs.ts';

export type Requirements = { readonly ok: true } | { readonly ok: false; readonly needs: string };

/** Whether a cluster of this level can be started, and built first where it is not; `needs` is one line. Changes nothing. */
export async function clusterRequirements(level: ClusterLevel): Promise<Requirements> {
  const needs = await firstNeed(level);
  return needs === undefined ? { ok: true } : { ok: false, needs: `a cluster (${level}) needs ${needs}` };
}

async function firstNeed(level: ClusterLevel): Promise<string | undefined> {
  if (process.platform !== 'linux') return `Linux; this is ${process.platform}`;
  if (level === 'nodes' && !hasCapabilities(capabilityNetAdmin, capabilitySysAdmin)) {
    return 'root (CAP_SYS_ADMIN and CAP_NET_ADMIN): mount namespaces, a bridge and containers';
  }
  const built = await isBuilt(level);
  const programs =
    level === 'nodes' ? [...nodePrograms, ...(built ? [] : nodeBuildPrograms)] : controlPlanePrograms;
  const missing = missingPrograms(programs);
  if (missing.length > 0 && !canInstallPackages()) {
    return `the Debian packages ${[...new Set(missing.map((program) => program.package))].join(', ')}`;
  }
  return built ? undefined : ((await goTrouble()) ?? (await diskTrouble()));
}

/**
 * For suites: true where the cluster cannot be started, after one line on standard error that says why. Throws instead where
 * CI is set: there a suite that is silently left out looks like one that passes.
 */
export async function mustSkipCluster(level: ClusterLevel): Promise<boolean> {
  const requirements = await clusterRequirements(level);
  if (requirements.ok) return false;
  if (process.env['CI'] === 'true') throw new Error(requirements.needs);
  process.stderr.write(`skipped: ${requirements.needs}\n`);
  return true;
}

/** The most that can be started here, after one line for what cannot; undefined for nothing. Throws as `mustSkipCluster` does. */
export async function highestLevel(): Promise<ClusterLevel | undefined> {
  if (!(await mustSkipCluster('nodes'))) return 'nodes';
  return (await mustSkipCluster('control-plane')) ? undefined : 'control-plane';
}
