/** What a schema is, and the pieces that all of it is made of. */

export interface Schema {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'boolean';
  readonly description: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
  readonly enum?: readonly string[];
  readonly default?: string | number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly 'x-kubernetes-preserve-unknown-fields'?: true;
  readonly 'x-kubernetes-int-or-string'?: true;
}

export const text = (description: string, rest: Partial<Schema> = {}): Schema => ({
  type: 'string',
  description,
  ...rest,
});
export const flag = (description: string): Schema => ({ type: 'boolean', description });
export const list = (description: string, items: Schema, maxItems = 256): Schema => ({
  type: 'array',
  description,
  items,
  maxItems,
});
export const object = (
  description: string,
  properties: Record<string, Schema>,
  required: readonly string[] = [],
): Schema => ({
  type: 'object',
  description,
  properties,
  ...(required.length > 0 ? { required } : {}),
});
/** A Kubernetes object of which only the named part is ours to check; the API server validates the pod it lands in. */
export const open = (schema: Schema): Schema => ({ ...schema, 'x-kubernetes-preserve-unknown-fields': true });

export const LATE = 'May hold ${ } expressions over host and node, which are filled when a node is chosen.';
export const SETTLED = 'May hold ${ } expressions over pod, namespaceObject and resources.';

export const labelSelector = (description: string): Schema =>
  object(description, {
    matchLabels: {
      type: 'object',
      description: 'Labels that must be there with exactly these values.',
      additionalProperties: text('Wanted value.'),
    },
    matchExpressions: list(
      'Conditions on labels; all must hold.',
      object(
        'One condition.',
        {
          key: text('Label key.', { minLength: 1 }),
          operator: text('How the label is compared.', { enum: ['In', 'NotIn', 'Exists', 'DoesNotExist'] }),
          values: list('Values for In and NotIn.', text('A value.')),
        },
        ['key', 'operator'],
      ),
    ),
  });
