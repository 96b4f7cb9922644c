/** `$(NAME)` in the value of a variable. */

type Entry = Readonly<Record<string, unknown>>;
/** Name → text. */
export type Texts = ReadonlyMap<string, string>;

/**
 * Flyte writes the variables of a template before those of the task, so one refers to those of the template, also where the
 * task has its own of that name. Here only one of each name is left, the task's, and it stands behind. So what is referred
 * to is written out.
 */
export function writtenOut(
  env: readonly Entry[],
  before: Texts = new Map(),
): { env: readonly Entry[]; texts: Texts } {
  const texts = new Map(before);
  const written = env.map((entry) => {
    const { name, value, valueFrom } = entry;
    const text = typeof value === 'string' ? replaced(value, texts) : '';
    // A text with "$" would be read again where it is written.
    if (valueFrom === undefined && !text.includes('$')) texts.set(String(name), text);
    else texts.delete(String(name));
    return typeof value === 'string' ? { ...entry, value: text } : entry;
  });
  return { env: written, texts };
}

/** `$$` stands for "$", so `$$(NAME)` is no reference. */
function replaced(text: string, texts: Texts): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (found, name?: string) =>
    name === undefined ? found : (texts.get(name) ?? found),
  );
}
