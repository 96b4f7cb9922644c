import { isNoAnswer } from '../answers.ts';
import type { Failure, HostRoot } from '../host-root.ts';

/**
 * What a reader found. `facts` is empty where the thing is known to be absent (no such driver on this host);
 * a failure means that the reader could not look, and then the last good reading stays in force. A failure may
 * carry what could be read all the same; it is used where there is no better.
 */
export type Reading<F> =
  | { readonly ok: true; readonly facts: F; readonly detail?: string }
  | { readonly ok: false; readonly facts: F; readonly error: string; readonly detail: string };

export const found = <F>(facts: F, detail?: string): Reading<F> => ({
  ok: true,
  facts,
  ...(detail === undefined ? undefined : { detail }),
});

export const failed = <F>(facts: F, error: string, detail: string): Reading<F> => ({
  ok: false,
  facts,
  error,
  detail,
});

export const failedAt = <F>(facts: F, failure: Failure): Reading<F> =>
  failed(facts, failure.reason, failure.path);

/** Whether it may be there all the same. */
export const noAnswer = ({ reason }: Failure): boolean => isNoAnswer(reason);

/** A short text file, trimmed; undefined where it cannot be read or is empty. For attributes that may be missing. */
export async function attribute(root: HostRoot, path: string): Promise<string | undefined> {
  const text = await root.readText(path);
  if (!text.ok) return undefined;
  const trimmed = text.value.trim();
  return trimmed === '' ? undefined : trimmed;
}

/** A decimal number of at least 0 in a file; -1, as sysfs says for "no NUMA node", is unknown. */
export async function numberAttribute(root: HostRoot, path: string): Promise<number | undefined> {
  const text = await attribute(root, path);
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** Drops undefined values, which exactOptionalPropertyTypes and deep equality mind. */
export function defined<T extends object>(value: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, own]) => own !== undefined)) as T;
}
