/** docs/compatibility.md: each thing that a source system does → the tests that show it, or why a preset is not the place. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { page, table } from './markdown.ts';

const FOLDER = 'test/compatibility';

interface System {
  readonly prefix: string;
  readonly title: string;
  /** Numbers of its rows, from and to. */
  readonly numbers: readonly (readonly [from: number, to: number])[];
}

/** Every row there is; that none is missing is the point of the page. */
const SYSTEMS: readonly System[] = [
  { prefix: 'PP', title: 'PodPreset', numbers: [[1, 29]] },
  {
    prefix: 'RP',
    title: 'Resource-dependent PodPreset, and tolerations of extended resources',
    numbers: [
      [1, 18],
      [20, 23],
    ],
  },
  { prefix: 'PD', title: 'Kubeflow PodDefault', numbers: [[1, 16]] },
  { prefix: 'FL', title: 'Flyte PodTemplates and configuration', numbers: [[1, 43]] },
  { prefix: 'FP', title: 'Flyte pod tasks', numbers: [[1, 12]] },
  { prefix: 'DT', title: 'Determined', numbers: [[1, 28]] },
  { prefix: 'KT', title: 'Kubeflow Trainer', numbers: [[1, 29]] },
];

const idsOf = ({ prefix, numbers }: System): string[] =>
  numbers.flatMap(([from, to]) =>
    Array.from({ length: to - from + 1 }, (_, index) => `${prefix}-${String(from + index).padStart(2, '0')}`),
  );

export interface ShownBy {
  readonly id: string;
  /** Without the id. */
  readonly title: string;
  /** Name of the file in test/compatibility. */
  readonly file: string;
}

export interface Compatibility {
  /** Id → what the system does. */
  readonly rows: Readonly<Record<string, string>>;
  /** Id → why a preset is not the place for it. */
  readonly elsewhere: Readonly<Record<string, string>>;
  readonly tests: readonly ShownBy[];
  /** Tests that do not run, as "file: text". */
  readonly idle: readonly string[];
}

/** What is wrong with the table, one line each. */
export function problemsOf({ rows, elsewhere, tests, idle }: Compatibility): string[] {
  const wanted = new Set(SYSTEMS.flatMap(idsOf));
  const shown = new Set(tests.map(({ id }) => id));
  return [
    ...[...wanted].filter((id) => rows[id] === undefined).map((id) => `${id}: has no row in ${FOLDER}/rows`),
    ...Object.keys(rows)
      .filter((id) => !wanted.has(id))
      .map((id) => `${id}: is in ${FOLDER}/rows, but no such row exists`),
    ...[...wanted]
      .filter((id) => !shown.has(id) && elsewhere[id] === undefined)
      .map((id) => `${id}: has neither a test nor a reason in ${FOLDER}/elsewhere`),
    ...[...wanted]
      .filter((id) => shown.has(id) && elsewhere[id] !== undefined)
      .map((id) => `${id}: has a test, and a reason in ${FOLDER}/elsewhere, too`),
    ...Object.keys(elsewhere)
      .filter((id) => !wanted.has(id))
      .map((id) => `${id}: is in ${FOLDER}/elsewhere, but no such row exists`),
    ...tests
      .filter(({ id }) => !wanted.has(id))
      .map(
        ({ id, title, file }) => `${id}: is the id of the test "${title}" in ${file}, but no such row exists`,
      ),
    ...idle.map((test) => `${test}: does not run, so it shows nothing`),
  ];
}

export function compatibilityPage(compatibility: Compatibility): string {
  const sections = SYSTEMS.map((system) => {
    const rows = idsOf(system).map((id) => [id, compatibility.rows[id] ?? '', shownIn(id, compatibility)]);
    return `## ${system.title}\n\n${table(['row', 'what it does', 'shown by'], rows)}`;
  });
  return page(
    'Compatibility',
    'What the systems do that `latebind convert` reads, and the test that shows it with presets: from the original object to the pod that admission makes. Where no test is named, a preset is not the place for it.',
    ...sections,
  );
}

function shownIn(id: string, { elsewhere, tests }: Compatibility): string {
  const reason = elsewhere[id];
  if (reason !== undefined) return `not by a preset: ${reason}`;
  return tests
    .filter((test) => test.id === id)
    .map(({ title, file }) => `[${file}](../${FOLDER}/${file}): ${title}`)
    .join('<br>');
}

/** `it('PP-01 …'` and `it.each(…)('PP-01 …'`: the first argument of a call is a text that begins with an id. */
const TITLE = /\(\s*(['"`])([A-Z]{2}-\d+)\b((?:\\.|(?!\1)[^\\])*)\1\s*,/g;
const IDLE = /\b(?:it|test|describe)(?:\.each)?\.(?:skip|todo|only|fails)\b[^\n]*/g;

export function testsIn(text: string, file: string): ShownBy[] {
  return [...text.matchAll(TITLE)].map(([, , id = '', title = '']) => ({ id, title: readable(title), file }));
}

export const idleIn = (text: string, file: string): string[] =>
  [...text.matchAll(IDLE)].map(([line]) => `${file}: ${line.trim()}`);

/** Places that the cases of a table fill in become dots. */
function readable(title: string): string {
  return title
    .replaceAll(/\\(.)/g, '$1')
    .replaceAll(/%[a-zA-Z#$]|\$\{[^}]*\}|\$[a-zA-Z][\w.]*/g, '…')
    .replaceAll('<', '&lt;')
    .trim();
}

export async function readCompatibility(root: string): Promise<Compatibility> {
  const folder = join(root, FOLDER);
  const files = (await readdir(folder, { recursive: true }))
    .filter((name) => name.endsWith('.test.ts'))
    .toSorted();
  const texts = await Promise.all(
    files.map(async (file) => ({ file, text: await readFile(join(folder, file), 'utf8') })),
  );
  return {
    rows: await recordsIn(join(folder, 'rows')),
    elsewhere: await recordsIn(join(folder, 'elsewhere')),
    tests: texts.flatMap(({ file, text }) => testsIn(text, file)),
    idle: texts.flatMap(({ file, text }) => idleIn(text, file)),
  };
}

/** All that the modules of a folder export, as one. */
async function recordsIn(folder: string): Promise<Record<string, string>> {
  const all: Record<string, string> = {};
  for (const name of (await readdir(folder)).toSorted()) {
    const exported = (await import(pathToFileURL(join(folder, name)).href)) as Record<
      string,
      Record<string, string>
    >;
    for (const record of Object.values(exported)) Object.assign(all, record);
  }
  return all;
}
