/** Flyte's settings at plugins.k8s, each as the presets that do what it does. */
import { isObject } from '../../../shared/json.ts';
import { Losses } from '../pod-preset-losses.ts';
import { Reader } from '../pod-preset-reader.ts';
import type { SourceDocument } from '../types.ts';

export interface Settings {
  readonly reader: Reader;
  readonly losses: Losses;
}

/** Flyte reads its files one after the other: of a setting that is in several the last counts, maps are merged. */
export function settingsOf(configs: readonly SourceDocument[]): Settings | undefined {
  const read = configs.flatMap((config) => {
    const k8s = Reader.of(config).at('plugins')?.at('k8s');
    return k8s === undefined ? [] : [k8s];
  });
  for (const one of read) one.keys();
  const [first, ...others] = read;
  if (first === undefined) return undefined;
  const source = read.map((one) => one.source).join(', ');
  const value = others.reduce<unknown>((below, { value: above }) => merged(below, above), first.value);
  return { reader: new Reader(source, first.path, value), losses: new Losses(`${source}: plugins.k8s`) };
}

function merged(below: unknown, above: unknown): unknown {
  if (!isObject(below) || !isObject(above)) return above ?? below;
  return {
    ...below,
    ...Object.fromEntries(Object.entries(above).map(([key, value]) => [key, merged(below[key], value)])),
  };
}
