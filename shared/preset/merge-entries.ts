/** Strategy MergeByKey: two entries of one identity become one, field by field. */
import { type Fields } from '../json.ts';
import type { EntryValue } from './entries.ts';
import { isPlain } from './entry-value.ts';

/** Fields of which an entry has exactly one: with two the API server would refuse the pod. */
const ONE_OF: Readonly<Record<string, (field: string) => boolean>> = {
  volumes: (field) => field !== 'name',
  env: (field) => field === 'value' || field === 'valueFrom',
  volumeMounts: (field) => field === 'subPath' || field === 'subPathExpr',
  resourceClaims: (field) => field !== 'name',
};

/** Where both say something `winner` wins; of a one-of only the winner's member is kept. */
export function mergeEntries(list: string, winner: EntryValue, loser: EntryValue): EntryValue {
  const oneOf = ONE_OF[list];
  const taken = oneOf === undefined ? undefined : Object.keys(winner).find(oneOf);
  const rest =
    taken === undefined || oneOf === undefined
      ? loser
      : Object.fromEntries(Object.entries(loser).filter(([field]) => field === taken || !oneOf(field)));
  return mergeFields(winner, rest);
}

function mergeFields(winner: Fields, loser: Fields): Fields {
  const merged: Record<string, unknown> = { ...loser };
  for (const [field, value] of Object.entries(winner)) {
    const below = Object.hasOwn(loser, field) ? loser[field] : undefined;
    merged[field] = isPlain(value) && isPlain(below) ? mergeFields(value, below) : value;
  }
  return merged;
}
