import { isObject } from '../../shared/json.ts';
import type { Log } from '../../shared/kube/log.ts';
import { GROUP } from '../../shared/names.ts';
import { describe, ProtocolError, type Reply } from '../answer.ts';
import type { Engine } from '../engine.ts';
import type { Metrics } from '../metrics.ts';
import { allow, decodeReview, deny } from './wire.ts';

export interface AdmitPresetDeps {
  readonly engine: Pick<Engine, 'compilePreset'>;
  readonly metrics: Pick<Metrics, 'rejection'>;
  readonly log: Log;
}

const PRESETS = ['podpresets', 'clusterpodpresets'];
const MAX_PROBLEMS = 50;

/** Refuses a preset that would not be applied, with all its problems at once. Throws a ProtocolError. */
export function admitPresetReview(body: unknown, { engine, metrics, log }: AdmitPresetDeps): Reply {
  const request = decodeReview(body);
  const isPreset = request.group === GROUP && PRESETS.includes(request.resource);
  if (!isPreset || (request.operation !== 'CREATE' && request.operation !== 'UPDATE')) return allow(request);
  const { object } = request;
  if (!isObject(object)) throw new ProtocolError(`request.object: got ${describe(object)}, wanted a preset`);
  // A preset that is being deleted must be able to lose its finalizers, whatever else is wrong with it.
  const { metadata } = object;
  if (isObject(metadata) && metadata['deletionTimestamp'] !== undefined) return allow(request);

  const result = engine.compilePreset(object);
  if (result.ok) return allow(request, [], result.warnings);
  metrics.rejection('admit_preset', 'PresetInvalid');
  log.info(
    { preset: request.name, namespace: request.namespace, problems: result.problems.length },
    'preset refused',
  );
  const lines = result.problems.map(({ path, message }) => `${path}: ${message}`);
  const more = lines.length - MAX_PROBLEMS;
  const shown = more > 0 ? [...lines.slice(0, MAX_PROBLEMS), `and ${more} more`] : lines;
  return deny(request, 422, `latebind PresetInvalid:\n${shown.join('\n')}`);
}
