/** The driver's files on disk: libraries of one version or of two, their links, its programs, the loader's cache. */

import type { Library } from '../../host-facts/model.ts';
import type { Described } from './build-host.ts';
import type { Distribution } from './random-host-distributions.ts';
import { ldSoCache } from './random-host-ld-so-cache.ts';
import type { Claims, Paths } from './random-host-part.ts';

/** Library → soname, where it has one of its own. */
const SONAMES: Readonly<Record<string, string>> = {
  libcuda: 'libcuda.so.1',
  'libnvidia-ml': 'libnvidia-ml.so.1',
  'libnvidia-ptxjitcompiler': 'libnvidia-ptxjitcompiler.so.1',
  libcudadebugger: 'libcudadebugger.so.1',
  'libnvidia-opencl': 'libnvidia-opencl.so.1',
  'libnvidia-nvvm': 'libnvidia-nvvm.so.4',
  'libnvidia-cfg': 'libnvidia-cfg.so.1',
  'libnvidia-encode': 'libnvidia-encode.so.1',
  libnvcuvid: 'libnvcuvid.so.1',
  libnvoptix: 'libnvoptix.so.1',
  'libnvidia-allocator': 'libnvidia-allocator.so.1',
  libGLX_nvidia: 'libGLX_nvidia.so.0',
  libEGL_nvidia: 'libEGL_nvidia.so.0',
  libGLESv2_nvidia: 'libGLESv2_nvidia.so.2',
  libGLESv1_CM_nvidia: 'libGLESv1_CM_nvidia.so.1',
  'libnvidia-fbc': 'libnvidia-fbc.so.1',
  'libnvidia-ngx': 'libnvidia-ngx.so.1',
  // These have their whole file names.
  'libnvidia-glcore': '',
  'libnvidia-rtcore': '',
  'libnvidia-eglcore': '',
  'libnvidia-glsi': '',
  'libnvidia-tls': '',
};
const HEADLESS = ['libcuda', 'libnvidia-ml', 'libnvidia-ptxjitcompiler', 'libnvidia-cfg'];
const BINARIES = ['nvidia-cuda-mps-control', 'nvidia-debugdump', 'nvidia-persistenced', 'nvidia-smi'];

/** A 64-bit ELF file, as far as its first bytes go. */
const ELF = Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01'), Buffer.alloc(57)]);

export interface FilesPlan {
  /** What the links lead to. */
  readonly installed: string;
  /** Of another driver, whose files were left behind or unpacked in advance. */
  readonly second: string | undefined;
  /** No libraries for graphics and video. */
  readonly headless: boolean;
  readonly absoluteLinks: boolean;
  /** stale: it names files that are no more. */
  readonly cache: 'good' | 'stale' | 'none';
}

export function libraryPaths(plan: FilesPlan, distribution: Distribution): Paths {
  const { root, libraryDir, binaryDir, links, linkRoot = '', unversioned } = distribution;
  const paths: Record<string, Described> = { ...distribution.layout };
  for (const name of BINARIES) paths[`${binaryDir}/${name}`] = { file: 'elf', mode: 0o755 };
  if (unversioned !== undefined) {
    paths[`${libraryDir}/${unversioned}`] = ELF;
    if (unversioned !== 'libcuda.so.1') paths[`${libraryDir}/libcuda.so.1`] = { link: unversioned };
    return paths;
  }
  const absolute = (file: string): string => `${libraryDir.slice(linkRoot.length)}/${file}`;
  for (const [library, soname] of librariesOf(plan)) {
    const file = `${library}.so.${plan.installed}`;
    const target = plan.absoluteLinks ? absolute(file) : file;
    paths[`${libraryDir}/${file}`] = ELF;
    if (soname !== '') paths[`${libraryDir}/${soname}`] = { link: target };
    // For linkers.
    paths[`${libraryDir}/${library}.so`] = { link: soname === '' ? target : soname };
    if (links === undefined) continue;
    if (soname !== '') paths[`${links.directory}/${soname}`] = { link: absolute(soname) };
    if (links.wholly === true) paths[`${links.directory}/${file}`] = { link: absolute(file) };
  }
  for (const library of plan.second === undefined ? [] : HEADLESS) {
    const file = `${library}.so.${plan.second}`;
    paths[`${libraryDir}/${file}`] = ELF;
    if (links?.wholly === true) paths[`${links.directory}/${file}`] = { link: absolute(file) };
  }
  if (plan.cache === 'none' && distribution.onlyInCache !== true) return paths;
  const prefix = root === '/' ? '' : root;
  const stale = plan.cache === 'stale' && distribution.onlyInCache !== true;
  const named = stale ? '/usr/lib/gone' : (links?.directory ?? libraryDir).slice(prefix.length);
  const entries = librariesOf(plan).flatMap(([, soname]) =>
    soname === '' ? [] : [{ soname, path: `${named}/${soname}` }],
  );
  paths[`${prefix}/etc/ld.so.cache`] = ldSoCache(entries, distribution.architecture);
  return paths;
}

const librariesOf = ({ headless }: FilesPlan): [string, string][] =>
  Object.entries(SONAMES).filter(([library]) => !headless || HEADLESS.includes(library));

/** Those that the sonames lead to; who loads them never gets what lies beside them. */
export function librariesTruth(
  plan: FilesPlan,
  { libraryDir, unversioned }: Distribution,
): Claims<Library>[] {
  if (unversioned !== undefined) return [{ soname: 'libcuda.so.1', path: `${libraryDir}/${unversioned}` }];
  return librariesOf(plan)
    .map(([library, soname]) => {
      const file = `${library}.so.${plan.installed}`;
      return { soname: soname === '' ? file : soname, path: `${libraryDir}/${file}` };
    })
    .sort((a, b) => (`${a.soname} ${a.path}` < `${b.soname} ${b.path}` ? -1 : 1));
}

export const binariesTruth = ({ binaryDir, name }: Distribution): Claims<{ name: string; path: string }>[] =>
  // NixOS has links to single programs in its profile; we made one.
  (name === 'nixos' || name === 'debian alternatives' ? ['nvidia-smi'] : BINARIES).map((binary) => ({
    name: binary,
    path: `${binaryDir}/${binary}`,
  }));
