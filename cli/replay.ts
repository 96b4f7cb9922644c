/** `latebind replay`: would the recorded traffic of an extender be decided otherwise, by this program or under other presets. */
import type { Command } from 'commander';
import { readDocuments } from './documents.ts';
import { objectsOf } from './documents-objects.ts';
import { EXIT, exitHelp } from './exit-codes.ts';
import { addOutputOption } from './options.ts';
import { replay } from './replay/decide.ts';
import { linesOf, recordingsAt } from './replay/read.ts';
import { createReport, type ReportBuilder, reportLines } from './replay/report.ts';
import { createReplayState, type Presets, presetsOfFiles, recordedPresets } from './replay/state.ts';
import type { Terminal } from './terminal.ts';
import { UserError } from './user-error.ts';

interface ReplayOptions {
  readonly presets?: readonly string[];
  readonly recursive?: boolean;
  readonly verbose?: boolean;
  readonly output: string;
}

interface Recording {
  readonly file: string;
  /** Version of the extender. */
  program: string;
  from: string;
  /** Of the last call. */
  to: string;
  calls: number;
  /** How it ended: stopped, full (--record-limit-mib), slow (the disk), or cut (the process was killed, or still writes). */
  end: string;
}

/** Between two lines that say how far it is. */
const PROGRESS_MS = 3_000;

async function replayAll(path: string, options: ReplayOptions, terminal: Terminal): Promise<number> {
  const makePresets = await presetsFor(options, terminal);
  const report = createReport();
  const recordings: Recording[] = [];
  for (const file of await recordingsAt(path)) {
    recordings.push(await replayFile(file, makePresets(), report, terminal));
  }
  const result = report.report();
  if (result.calls === 0) throw new UserError(withoutCalls(path, recordings));
  if (options.output === 'json') terminal.print(JSON.stringify({ recordings, ...result }, null, 2));
  else {
    for (const line of reportLines(result, options.verbose === true)) terminal.print(line);
    for (const line of notes(recordings, options)) terminal.say(line);
  }
  return result.differing === 0 ? EXIT.ok : EXIT.refused;
}

/** Nothing differs where nothing was decided, and nothing is shown by it. */
function withoutCalls(path: string, recordings: readonly Recording[]): string {
  const ends = recordings.map(({ file, end }) => `${file} (${end})`).join(', ');
  return (
    `${path}: there is no call to decide again in ${ends}; wanted one that the scheduler or a webhook made ` +
    'for a pod of ours while extender --record ran'
  );
}

/** A new one for each file, since each begins with a cluster of its own. */
async function presetsFor(
  { presets, recursive }: ReplayOptions,
  { stdin }: Terminal,
): Promise<() => Presets> {
  if (presets === undefined) return recordedPresets;
  const documents = objectsOf(await readDocuments(presets, { recursive, stdin })).presets;
  if (documents.length === 0)
    throw new UserError(`there is no preset in ${presets.join(', ')}; wanted PodPreset or ClusterPodPreset`);
  const defaults = { namespace: 'default', created: new Date().toISOString() };
  presetsOfFiles(documents, defaults);
  return () => presetsOfFiles(documents, defaults);
}

async function replayFile(
  file: string,
  presets: Presets,
  report: ReportBuilder,
  { say }: Terminal,
): Promise<Recording> {
  const recording: Recording = { file, program: '', from: '', to: '', calls: 0, end: 'cut' };
  const state = createReplayState(presets);
  let said = performance.now();
  for await (const { line, place } of linesOf(file)) {
    switch (line.t) {
      case 'start':
        recording.program = line.program;
        recording.from = line.at;
        break;
      case 'end':
        recording.end = line.why;
        break;
      case 'call':
        recording.calls += 1;
        recording.to = line.at;
        report.add(line, replay(line, state, place));
        break;
      default:
        state.see(line, place);
    }
    if (performance.now() - said > PROGRESS_MS) {
      said = performance.now();
      say(`${file}: ${recording.calls} calls so far`);
    }
  }
  return recording;
}

function notes(recordings: readonly Recording[], { presets }: ReplayOptions): string[] {
  const ends: Readonly<Record<string, string>> = {
    cut: 'ends in the middle: the extender was killed, or still writes',
    full: 'ends early: --record-limit-mib was reached',
    slow: 'ends early: the traffic was too much for the disk',
  };
  return [
    ...recordings.flatMap(({ file, end }) => (ends[end] === undefined ? [] : [`${file} ${ends[end]}`])),
    ...(presets === undefined
      ? []
      : [
          'A pod keeps the slots that it was admitted with: when it is placed, only host.require and host.prefer of the new presets count.',
          'What else they change is seen where pods are admitted (admit_pod).',
        ]),
  ];
}

export function addReplayCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('replay')
    .description('decide recorded traffic of an extender again, and say what differs')
    .argument('<path>', 'folder that extender --record was given, or one file of it')
    .option('--presets <path...>', 'file or folder: decide as if the cluster had these presets and no others')
    .option('-R, --recursive', 'folders of --presets with all that is below them')
    .option('-v, --verbose', 'every difference, with all pods and nodes');
  addOutputOption(command, ['text', 'json'])
    .addHelpText(
      'after',
      `
Without --presets the recorded presets are taken, so what differs is due to this version of the program. With --presets
it shows what a change of presets would do. Slots are pinned when a pod is admitted: for calls that place it (filter,
prioritize, preempt, bind) new presets count with host.require and host.prefer only, while admit_pod calls are decided
anew as a whole. Calls of one namespace that differ in the same way are one row; nodes are those of its first call.

  latebind replay /var/lib/latebind/traffic
  latebind replay traffic-2026-11-21T10-00-00.000Z.jsonl --presets presets/
${exitHelp({ ok: 'nothing differs', refused: 'at least one decision differs' })}`,
    )
    .action(async (path: string, options: ReplayOptions) => {
      terminal.exitCode = await replayAll(path, options, terminal);
    });
}
