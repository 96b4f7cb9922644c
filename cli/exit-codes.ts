/** What every command ends with, in one place: scripts and CI systems rely on it. */

export const EXIT = { ok: 0, bug: 1, badInput: 2, refused: 3, losses: 4 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const MEANINGS: Readonly<Record<ExitCode, string>> = {
  [EXIT.ok]: 'done, and nothing to object to',
  [EXIT.bug]: 'a mistake of latebind itself',
  [EXIT.badInput]: 'bad input: a wrong option, or a file that is missing, unreadable or not valid',
  [EXIT.refused]: 'the answer is no: refused, rejected or not covered',
  [EXIT.losses]: 'converted, but something of the original is not carried',
};

/** For the end of a command's help; what a code means to this command goes before what it means in general. */
export function exitHelp(
  meanings: Readonly<Partial<Record<keyof typeof EXIT, string>>> = EXIT_NAMES,
): string {
  const lines = Object.entries(EXIT).flatMap(([name, code]) => {
    const meaning = meanings[name as keyof typeof EXIT];
    return meaning === undefined && code > EXIT.badInput ? [] : [`  ${code}  ${meaning ?? MEANINGS[code]}`];
  });
  return `\nExit codes:\n${lines.join('\n')}`;
}

const EXIT_NAMES = Object.fromEntries(Object.entries(EXIT).map(([name, code]) => [name, MEANINGS[code]]));
