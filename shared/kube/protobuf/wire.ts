/** How a field begins (protobuf.dev/programming-guides/encoding). */

export const WIRE = {
  varint: 0,
  /** Text, bytes or a message, with its length before it. */
  length: 2,
} as const;

export const lengthTag = (field: number): number => (field << 3) | WIRE.length;
export const varintTag = (field: number): number => (field << 3) | WIRE.varint;
