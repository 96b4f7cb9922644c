import { isObject } from '../../../shared/json.ts';
import { checkPodFields, type PodType } from '../../../shared/preset/pod-types.ts';
import { UserError } from '../../user-error.ts';
import { literal } from '../literal.ts';
import type { Reader } from '../reader.ts';

/**
 * A Kubernetes object within the original, as a preset says it. A field that is not known is carried: it may be newer than
 * this program. Python's spelling is not such a field.
 */
export function checked(reader: Reader, type: PodType): Record<string, unknown> {
  const value = literal(reader.value);
  if (!isObject(value)) throw reader.unlike('an object');
  const { problems, unknown } = checkPodFields(type, value, reader.path);
  const [problem] = problems;
  if (problem !== undefined) throw new UserError(`${reader.source}: ${problem.path} ${problem.message}`);
  const snake = unknown.find((path) => /_[a-z]+$/.test(path));
  if (snake !== undefined)
    throw new UserError(
      `${reader.source}: ${snake} is no field, wanted the JSON spelling of Kubernetes, as in initContainers`,
    );
  return value;
}

export function checkedList(reader: Reader, type: PodType): Record<string, unknown>[] {
  return reader.items().map((item) => checked(item, type));
}
