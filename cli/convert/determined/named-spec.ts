import type { PresetSpec } from '../../../shared/preset/spec.ts';

export interface NamedSpec {
  readonly name: string;
  readonly spec: PresetSpec;
}
