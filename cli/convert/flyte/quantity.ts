import { parseQuantity } from '../../../shared/preset/quantity.ts';
import type { Reader } from '../reader.ts';

/** A quantity as text; YAML reads 2 as a number. */
export function quantityOf(value: Reader): string {
  const text = typeof value.value === 'number' ? String(value.value) : value.text();
  if (parseQuantity(text) === undefined) throw value.unlike('a quantity such as 500m or 16Gi');
  return text;
}
