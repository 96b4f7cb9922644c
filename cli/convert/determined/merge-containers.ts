/** Two definitions of one container, as the API server's strategic merge patch makes one of them. */
import { type Fields, isObject } from '../../../shared/json.ts';
import type { Container } from '../../../shared/kube/objects.ts';

/** Lists of which the entries are told apart by a key; other lists are replaced. */
const KEYS: ReadonlyMap<string, string> = new Map([
  ['env', 'name'],
  ['ports', 'containerPort'],
  ['volumeDevices', 'devicePath'],
  ['volumeMounts', 'mountPath'],
]);

/** Fields of which an object has one; of two the API server would take none. */
const ONE_OF: readonly (readonly string[])[] = [
  ['value', 'valueFrom'],
  ['subPath', 'subPathExpr'],
  ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'],
];

export function mergedContainer(task: Container, base: Container): Container {
  return { ...mergedFields(task, base), name: task.name };
}

function mergedFields(winner: Fields, loser: Fields): Fields {
  const barred = ONE_OF.filter((group) => group.some((field) => winner[field] !== undefined)).flat();
  const kept = Object.entries(loser).filter(
    ([field]) => !barred.includes(field) || winner[field] !== undefined,
  );
  const ours = Object.entries(winner).map(
    ([field, value]) => [field, merged(field, value, loser[field])] as const,
  );
  return Object.fromEntries([...kept, ...ours]);
}

function merged(field: string, value: unknown, base: unknown): unknown {
  if (isObject(value) && isObject(base)) return mergedFields(value, base);
  const key = KEYS.get(field);
  return key !== undefined && isList(value) && isList(base) ? mergedLists(key, value, base) : value;
}

function mergedLists(key: string, list: readonly Fields[], base: readonly Fields[]): Fields[] {
  const own = (entry: Fields): Fields | undefined => list.find((one) => one[key] === entry[key]);
  const added = list.filter((entry) => !base.some((one) => one[key] === entry[key]));
  return [
    ...base.map((entry) => {
      const over = own(entry);
      return over === undefined ? entry : mergedFields(over, entry);
    }),
    ...added,
  ];
}

function isList(value: unknown): value is readonly Fields[] {
  return Array.isArray(value) && value.every(isObject);
}
