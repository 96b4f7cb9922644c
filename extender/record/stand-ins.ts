/**
 * Text without what it says: each word becomes another one of the same length and kinds of characters, the same for
 * the same word, so lists, paths and options keep their form. Words of presets stay: whether a pod already has what a
 * preset brings is decided by them, and the presets are in the recording anyway.
 */
import { createHmac } from 'node:crypto';

const WORD = /[A-Za-z0-9]+/g;
/** A reference to a variable, or a word. A shell's $(command) looks the same. */
const REFERENCE_OR_WORD = /\$\(([-A-Za-z0-9_.]+)\)|[\p{L}\p{N}]+/gu;
const ANY_WORD = /[\p{L}\p{N}]+/gu;
const NO_NAMES: ReadonlySet<string> = new Set();
/** Longer text is a document of its own, such as a whole manifest in an annotation. */
const MAX_LENGTH = 4_096;

export interface StandIns {
  /** The words of this text are kept from now on. */
  keepWordsOf(text: string): void;
  /** References to these variables are kept. */
  text(text: string, variables?: ReadonlySet<string>): string;
}

/** `salt`: nobody who has the recording alone may find a word by trying all there are. */
export function createStandIns(salt: Buffer): StandIns {
  const kept = new Set<string>();
  const digestOf = (word: string): Buffer => createHmac('sha256', salt).update(word).digest();
  const standInFor = (word: string): string => {
    if (kept.has(word)) return word;
    const digest = digestOf(word);
    return word.replaceAll(/./gu, (character, index: number) =>
      characterLike(character, digest[index % digest.length] ?? 0),
    );
  };
  return {
    keepWordsOf(text) {
      for (const [word] of text.matchAll(WORD)) kept.add(word);
    },
    text(text, variables = NO_NAMES) {
      if (text.length > MAX_LENGTH)
        return `${text.length}-characters-${digestOf(text).toString('hex').slice(0, 12)}`;
      return text.replaceAll(REFERENCE_OR_WORD, (part, name: string | undefined) =>
        name !== undefined && variables.has(name) ? part : part.replaceAll(ANY_WORD, standInFor),
      );
    },
  };
}

function characterLike(character: string, random: number): string {
  if (/\d/.test(character)) return String(random % 10);
  const letter = String.fromCharCode(0x61 + (random % 26));
  return /\p{Lu}/u.test(character) ? letter.toUpperCase() : letter;
}
