/**
 * A variable such as LD_LIBRARY_PATH to which several presets and the pod contribute. Presets come first, in order, or
 * last where they say so; the pod's own parts stay in their order. A part that is there already is not repeated.
 */
import { Late } from './entries.ts';
import type { Position } from './spec.ts';

export type JoinToken = string | Late;

export class Joined {
  readonly separator: string;
  readonly tokens: readonly JoinToken[];
  /** Where the next preset's part goes: behind those of earlier presets. */
  readonly cursor: number;

  private constructor(separator: string, tokens: readonly JoinToken[], cursor: number) {
    this.separator = separator;
    this.tokens = tokens;
    this.cursor = cursor;
  }

  /** Of the pod's own literal. */
  static ofLiteral(separator: string, literal: string): Joined {
    return new Joined(
      separator,
      [...new Set(literal.split(separator))].filter((part) => part !== ''),
      0,
    );
  }

  /** With the parts of one more preset; empty parts and parts that are there already are dropped. */
  with(value: string | Late, position: Position = 'Before'): Joined {
    const tokens = [...this.tokens];
    let cursor = this.cursor;
    for (const token of value instanceof Late ? [value] : value.split(this.separator)) {
      if (token === '') continue;
      const at = tokens.findIndex((existing) => sameToken(existing, token));
      if (position === 'After') {
        if (at === -1) tokens.push(token);
        continue;
      }
      if (at === -1) tokens.splice(cursor, 0, token);
      if (at === -1 || at === cursor) cursor += 1;
    }
    return new Joined(this.separator, tokens, cursor);
  }
}

function sameToken(left: JoinToken, right: JoinToken): boolean {
  if (left instanceof Late || right instanceof Late) {
    return left instanceof Late && right instanceof Late && left.source === right.source;
  }
  return left === right;
}
