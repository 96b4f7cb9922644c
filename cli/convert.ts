/** `latebind convert`: presets out of what other systems have in the place of presets. */
import { type Command, Option } from 'commander';
import { compilePreset } from '../shared/preset/compile.ts';
import { acceptable } from './convert/acceptable.ts';
import { convertDetermined } from './convert/determined.ts';
import { convertFlyte } from './convert/flyte.ts';
import { convertPodDefault } from './convert/pod-default.ts';
import { convertPodPreset } from './convert/pod-preset.ts';
import { RECOGNISED, recognise, type SourceKind } from './convert/recognise.ts';
import { convertTrainJob } from './convert/trainer.ts';
import {
  BEHAVIOURS,
  type Behaviour,
  type Converted,
  type ConvertOptions,
  type PresetManifest,
  type SourceDocument,
} from './convert/types.ts';
import { readDocuments } from './documents.ts';
import { EXIT, exitHelp } from './exit-codes.ts';
import { addFileOptions, addOutputOption, type FileOptions } from './options.ts';
import { problemText } from './presets.ts';
import type { Terminal } from './terminal.ts';
import { UserError } from './user-error.ts';
import { yamlOf } from './yaml-text.ts';

interface CommandOptions extends FileOptions {
  readonly behaviour: Behaviour;
  readonly output: string;
}

async function convert(
  { filename, recursive, behaviour, output }: CommandOptions,
  terminal: Terminal,
): Promise<number> {
  const documents = await readDocuments(filename, { recursive, stdin: terminal.stdin });
  if (documents.length === 0)
    throw new UserError([`there is no document in ${filename.join(', ')}`, ...wanted()].join('\n'));
  const { presets, losses } = convertDocuments(documents, { behaviour });
  const slips = presets.flatMap(slipsOf);
  if (slips.length > 0) {
    for (const slip of slips) terminal.say(`latebind: ${slip}`);
    terminal.say('latebind: this is a mistake of latebind, not of the input; please report it');
    return EXIT.bug;
  }
  if (output === 'json') terminal.print(JSON.stringify(presets, null, 2));
  else if (presets.length > 0) terminal.print(presets.map(yamlOf).join('\n---\n'));
  for (const { object, path, message } of losses) terminal.say(`${object}: ${path}: ${message}`);
  return losses.length > 0 ? EXIT.losses : EXIT.ok;
}

/** In the order of the documents; those that belong together are converted together, in the place of the first. */
export function convertDocuments(documents: readonly SourceDocument[], options: ConvertOptions): Converted {
  const kinds = documents.map((document) => ({ document, kinds: recognise(document) }));
  const strangers = kinds.filter((known) => known.kinds.length === 0);
  if (strangers.length > 0)
    throw new UserError([...strangers.map(({ document }) => strangerText(document)), ...wanted()].join('\n'));
  const of = (kind: SourceKind): SourceDocument[] =>
    kinds.filter((known) => known.kinds.includes(kind)).map(({ document }) => document);
  const done = new Set<string>();
  const once = (system: string, work: () => Converted): Converted[] => {
    if (done.has(system)) return [];
    done.add(system);
    return [work()];
  };
  const converted = kinds.flatMap(({ document, kinds: each }) =>
    each.flatMap((kind): Converted[] => {
      switch (kind) {
        case 'pod-preset':
          return [checked(document, convertPodPreset(document, options))];
        case 'pod-default':
          return [checked(document, convertPodDefault(document, options))];
        case 'train-job':
          return [convertTrainJob(document, options)];
        case 'flyte-config':
        case 'flyte-template':
        case 'flyte-pod-task':
          return once('flyte', () =>
            convertFlyte(
              {
                configs: of('flyte-config'),
                templates: of('flyte-template'),
                podTasks: of('flyte-pod-task'),
              },
              options,
            ),
          );
        case 'determined-master':
        case 'determined-experiment':
          return once('determined', () =>
            convertDetermined(
              { masters: of('determined-master'), experiments: of('determined-experiment') },
              options,
            ),
          );
        default:
          return kind satisfies never;
      }
    }),
  );
  const presets = converted.flatMap((one) => one.presets);
  mustDiffer(presets);
  return { presets, losses: converted.flatMap(({ losses }) => losses) };
}

function checked({ source }: SourceDocument, { presets, losses }: Converted): Converted {
  return { presets: acceptable(source, presets), losses };
}

const idOf = ({ kind, metadata: { namespace, name } }: PresetManifest): string =>
  [kind, ...(namespace === undefined ? [] : [namespace]), name].join('/');

/** The API server would keep only the last of them. */
function mustDiffer(presets: readonly PresetManifest[]): void {
  const ids = presets.map(idOf);
  const repeated = new Set(ids.filter((id, index) => ids.indexOf(id) !== index));
  if (repeated.size > 0) {
    throw new UserError(
      [...repeated]
        .map((id) => `${id} would come from several documents; convert them one by one, and rename`)
        .join('\n'),
    );
  }
}

function slipsOf(preset: PresetManifest): string[] {
  const result = compilePreset(preset);
  return result.ok ? [] : result.problems.map((problem) => `${idOf(preset)}: ${problemText(problem)}`);
}

function strangerText({ source, value: { kind, apiVersion, ...others } }: SourceDocument): string {
  if (typeof kind === 'string')
    return `${source}: is a ${kind} (${String(apiVersion)}), which cannot be converted`;
  const keys = Object.keys(others);
  const shown = keys.length > 5 ? [...keys.slice(0, 5), '…'] : keys;
  return `${source}: has the keys ${shown.join(', ')}, by which it is not recognised`;
}

const wanted = (): string[] => ['recognised are:', ...RECOGNISED.map((text) => `  ${text}`)];

export function addConvertCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('convert')
    .description('turn what other systems have into presets that do the same');
  addFileOptions(command, 'the originals');
  command.addOption(
    new Option('--behaviour <reading>', 'where code and document of a system differ: which of both')
      .choices(BEHAVIOURS)
      .default(BEHAVIOURS[0]),
  );
  addOutputOption(command, ['yaml', 'json'])
    .addHelpText(
      'after',
      `
Recognised are:
${RECOGNISED.map((text) => `  ${text}`).join('\n')}

What presets cannot carry is named on stderr, one line each: object, field, reason. json is one array.
${exitHelp({ ok: 'everything is carried', losses: 'something is not; the presets are printed all the same' })}`,
    )
    .action(async (options: CommandOptions) => {
      terminal.exitCode = await convert(options, terminal);
    });
}
