/** A piece of a report: an element of XML, or a line of text together with the lines indented below it. */
export interface Section {
  readonly name: string;
  readonly text: string;
  readonly children: readonly Section[];
}

/** The first one below `section` that has this name. */
export const sectionAt = (section: Section, name: string): Section | undefined =>
  section.children.find((child) => child.name === name);

/** The text at the end of a path of names. */
export function textAt(section: Section, ...names: readonly string[]): string | undefined {
  let at: Section | undefined = section;
  for (const name of names) at = at === undefined ? undefined : sectionAt(at, name);
  return at?.text;
}

/** Whether a text in or below it is such; without those that `isLeftOut`. */
export function someText(
  section: Section,
  isSuch: (text: string) => boolean,
  isLeftOut: (name: string) => boolean,
): boolean {
  if (isLeftOut(section.name)) return false;
  return isSuch(section.text) || section.children.some((child) => someText(child, isSuch, isLeftOut));
}
