export type FactsErrorCode =
  | 'CodecUnknown'
  | 'NotBase64'
  | 'NotDeflated'
  | 'NotFacts'
  | 'TooLarge'
  | 'FieldInvalid';

/** The only error that the codec throws. */
export class FactsError extends Error {
  override readonly name = 'FactsError';
  readonly code: FactsErrorCode;

  constructor(code: FactsErrorCode, message: string, cause?: unknown) {
    super(`${code}: ${message}`, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
