/** Another format than JSON, for who can read it. What is read is what the JSON would have become. */
export interface AnswerFormat {
  /** As it stands in Accept and Content-Type, without parameters. */
  readonly mediaType: string;
  /** Of a whole answer, also of one outside 2xx. Throws where the bytes are something else. */
  readBody(body: Buffer): unknown;
}

export interface WatchFormat extends AnswerFormat {
  /** For one answer to stream(). */
  readStream(): StreamReader;
}

/** Gives the values that are complete, one after the other. Throws where the bytes make none. */
export interface StreamReader {
  push(chunk: Buffer): Iterable<unknown>;
  /** Nothing comes any more. */
  end(): Iterable<unknown>;
}

/** Another format than JSON for what is sent. */
export interface BodyFormat<T> {
  readonly mediaType: string;
  writeBody(body: T): Uint8Array;
}
