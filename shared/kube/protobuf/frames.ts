/** No object is larger: etcd takes 1.5 MiB. */
const MAX_FRAME_BYTES = 16 * 1024 * 1024;
const HEADER_BYTES = 4;

/**
 * Cuts a stream into its frames: each has its length before it, in four bytes. A frame is valid until the next one is
 * asked for. One that lies whole in a chunk is a part of it; the pieces of one that does not are copied once, to a place
 * that is used again and again.
 */
export class Frames {
  readonly #header = Buffer.alloc(HEADER_BYTES);
  #headerBytes = 0;
  #room = Buffer.alloc(0);
  /** Of the frame that has begun. */
  #size: number | undefined;
  #filled = 0;

  *push(chunk: Buffer): Generator<Buffer, void, void> {
    let at = 0;
    while (at < chunk.length) {
      if (this.#size === undefined) {
        const copied = chunk.copy(this.#header, this.#headerBytes, at);
        at += copied;
        this.#headerBytes += copied;
        if (this.#headerBytes < HEADER_BYTES) return;
        this.#begin();
        continue;
      }
      const size = this.#size;
      if (this.#filled === 0 && chunk.length - at >= size) {
        this.#size = undefined;
        yield chunk.subarray(at, at + size);
        at += size;
        continue;
      }
      if (this.#room.length < size) this.#room = Buffer.allocUnsafeSlow(size);
      const copied = chunk.copy(this.#room, this.#filled, at, at + size - this.#filled);
      at += copied;
      this.#filled += copied;
      if (this.#filled < size) return;
      this.#size = undefined;
      this.#filled = 0;
      yield this.#room.subarray(0, size);
    }
  }

  /** Fails where the stream has ended within a frame. */
  end(): void {
    if (this.#size !== undefined || this.#headerBytes > 0)
      throw new Error('the stream ended in the middle of a frame');
  }

  #begin(): void {
    this.#headerBytes = 0;
    const size = this.#header.readUInt32BE();
    if (size === 0 || size > MAX_FRAME_BYTES)
      throw new Error(`a frame of ${size} bytes, wanted 1 to ${MAX_FRAME_BYTES}`);
    this.#size = size;
  }
}
