import type { HostFacts } from './model.ts';
import { fieldsOf } from './schema.ts';

/** About how the look went and what follows from the rest; fewer problems are no loss. */
const ABOUT_THE_LOOK: ReadonlySet<string> = new Set([
  'sources',
  'problems',
  'counts',
  'healthy',
  'truncated',
]);

/** Another value is no loss, but for these. */
const MUST_STAY: ReadonlySet<string> = new Set(['present', 'seenByDriver']);

/** By which fields an element of a list is the same one later. */
const IDENTITY: Readonly<Record<string, (element: Readonly<Record<string, unknown>>) => string>> = {
  Gpu: ({ address }) => String(address),
  MigInstance: ({ gi, ci }) => `${String(gi)} ${String(ci)}`,
  HugePages: ({ sizeKiB }) => String(sizeKiB),
  // Without the version, which many sonames of the driver carry: an upgrade is no loss.
  Library: ({ soname }) => String(soname).replace(/\.so\..*$/, ''),
  Binary: ({ name }) => String(name),
  DeviceNode: ({ path }) => String(path),
  Rdma: ({ name }) => String(name),
  Disk: ({ path }) => String(path),
  CdiSpec: ({ path }) => String(path),
};

/**
 * Whether something that was known is not known any more: a value became unknown, a list lost an element, what was
 * present is not. Another value is no loss. After a reboot nothing is comparable. A loss may be true; it may also be a
 * moment in which files were replaced, so it is to be seen twice before it is believed.
 */
export function isSmaller(before: HostFacts, after: HostFacts): boolean {
  if (before.bootId !== undefined && after.bootId !== undefined && before.bootId !== after.bootId)
    return false;
  return smallerMessage('HostFacts', before, after);
}

type Message = Readonly<Record<string, unknown>>;

function smallerMessage(name: string, before: Message, after: Message): boolean {
  return fieldsOf(name).some((field) => {
    if (name === 'HostFacts' && ABOUT_THE_LOOK.has(field.name)) return false;
    const was = before[field.name];
    const is = after[field.name];
    if (was === undefined) return false;
    if (field.list)
      return smallerList(field.message, was as readonly unknown[], (is ?? []) as readonly unknown[]);
    // An empty group says nothing.
    if (field.message !== undefined)
      return smallerMessage(field.message, was as Message, (is ?? {}) as Message);
    return is === undefined || (MUST_STAY.has(field.name) && was === true && is === false);
  });
}

function smallerList(
  message: string | undefined,
  before: readonly unknown[],
  after: readonly unknown[],
): boolean {
  if (after.length < before.length) return true;
  const identity = message === undefined ? undefined : IDENTITY[message];
  if (message === undefined || identity === undefined) return false;
  const now = new Map(after.map((element) => [identity(element as Message), element as Message]));
  return before.some((element) => {
    const same = now.get(identity(element as Message));
    return same === undefined || smallerMessage(message, element as Message, same);
  });
}
