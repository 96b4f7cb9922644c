/**
 * Who may import whom (CONTRIBUTING.md, "Layout"): agent, extender and cli import shared and packages, never
 * each other; shared imports none of them; nothing that ships imports test or scripts; no circles at run time. The parts
 * of shared that decide (preset, host-facts, expression) do no I/O and know no clock and no environment.
 */
import { posix } from 'node:path';

export interface SourceFile {
  /** From the root of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

const PROGRAM_FOLDERS = ['agent', 'extender', 'cli'];
const SHIPPED_FOLDERS = [...PROGRAM_FOLDERS, 'shared'];
const PURE = /^shared\/(preset|host-facts|expression)[/.-]/;
const PURE_MODULES = ['node:buffer', 'node:crypto', 'node:util', 'node:zlib'];
const IMPURE_GLOBALS =
  /\b(process\.|Date\.now\(|new Date\(\)|performance\.|Math\.random\(|set(?:Timeout|Interval|Immediate)\(|console\.|fetch\()/;
/** Parts of one program that must not know each other. */
const STRANGERS: readonly (readonly [string, string])[] = [['extender/scheduler/', 'extender/admission/']];

const IMPORT =
  /^[ \t]*(?:import|export)\s(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm;

interface Import {
  readonly specifier: string;
  /** `import type`: gone at run time, so it makes no circle. */
  readonly typeOnly: boolean;
}

export function importsOf(text: string): Import[] {
  return [...withoutComments(text).matchAll(IMPORT)].map((match) => ({
    specifier: match[1] ?? match[2] ?? '',
    typeOnly: /^\s*(?:import|export)\s+type\s/.test(match[0]),
  }));
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}

function isTest(path: string): boolean {
  return path.endsWith('.test.ts') || /^(test|scripts|deploy)\//.test(path);
}

function topFolder(path: string): string {
  return path.split('/')[0] ?? '';
}

export function checkImports(files: readonly SourceFile[]): string[] {
  const problems: string[] = [];
  const graph = new Map<string, string[]>();
  for (const file of files) {
    const targets: string[] = [];
    for (const { specifier, typeOnly } of importsOf(file.text)) {
      const relative = specifier.startsWith('.');
      const target = relative ? posix.join(posix.dirname(file.path), specifier) : specifier;
      if (relative && !typeOnly) targets.push(target);
      const problem = isTest(file.path) ? null : judgeImport(file.path, target, relative);
      if (problem !== null) problems.push(`${file.path}: imports ${specifier}: ${problem}`);
    }
    graph.set(file.path, targets);
    if (PURE.test(file.path) && !isTest(file.path) && !file.path.includes('.generated.')) {
      const impure = IMPURE_GLOBALS.exec(withoutComments(file.text));
      if (impure !== null) problems.push(`${file.path}: uses ${impure[1]}: this folder is pure`);
    }
  }
  return [...problems, ...circles(graph)];
}

function judgeImport(from: string, target: string, relative: boolean): string | null {
  const folder = topFolder(from);
  if (!SHIPPED_FOLDERS.includes(folder)) return null;
  if (!relative) {
    return PURE.test(from) && target.startsWith('node:') && !PURE_MODULES.includes(target)
      ? `this folder is pure; of Node's modules it may use ${PURE_MODULES.join(', ')}`
      : null;
  }
  const targetFolder = topFolder(target);
  if (targetFolder === 'test' || targetFolder === 'scripts') return 'what ships does not import test code';
  if (PROGRAM_FOLDERS.includes(targetFolder) && targetFolder !== folder) {
    return folder === 'shared' ? 'shared imports no program' : 'programs do not import each other';
  }
  for (const [one, other] of STRANGERS) {
    if (
      (from.startsWith(one) && target.startsWith(other)) ||
      (from.startsWith(other) && target.startsWith(one))
    ) {
      return `${one} and ${other} do not know each other`;
    }
  }
  return null;
}

function circles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) {
      found.push(`circle: ${[...trail.slice(at), path].join(' → ')}`);
      return;
    }
    if (done.has(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return found;
}
