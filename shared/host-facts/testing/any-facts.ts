import fc from 'fast-check';
import type { HostFacts } from '../model.ts';
import { fieldsOf } from '../schema.ts';

/** Any message of the schema: each field set or not, lists of up to three. */
function anyMessage(name: string): fc.Arbitrary<Record<string, unknown>> {
  const fields = fieldsOf(name).map((field) => {
    const one: fc.Arbitrary<unknown> =
      field.message !== undefined
        ? anyMessage(field.message)
        : field.kind === 'string'
          ? fc.string({ unit: 'binary', maxLength: 12 })
          : field.kind === 'bool'
            ? fc.boolean()
            : fc.integer({ min: 0, max: 0xffff_ffff });
    return [field.name, field.list ? fc.array(one, { maxLength: 3 }) : one] as const;
  });
  return fc.record(Object.fromEntries(fields), { requiredKeys: [] });
}

export const anyFacts = anyMessage('HostFacts') as fc.Arbitrary<HostFacts>;
