/** One line of a file of lines, without its line feed. */
export interface FileLine {
  readonly bytes: Uint8Array;
  /** Where the line begins in what was read. */
  readonly offset: number;
  /** False for the rest after the last line feed: a line whose writing was cut short. */
  readonly terminated: boolean;
}

/**
 * The lines of a file that comes in pieces, one at a time. A line that grows beyond `maxLineBytes` ends the reading:
 * it is given as not terminated, whatever follows.
 */
export async function* splitLines(chunks: AsyncIterable<Uint8Array>, maxLineBytes: number): AsyncIterable<FileLine> {
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  let offset = 0;
  const take = (terminated: boolean): FileLine => {
    const line = { bytes: concatenate(pending, pendingBytes), offset, terminated };
    offset += pendingBytes + 1;
    pending = [];
    pendingBytes = 0;
    return line;
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
      pending.push(chunk.subarray(start, end));
      pendingBytes += end - start;
      start = end + 1;
      yield take(pendingBytes <= maxLineBytes);
    }
    pending.push(chunk.subarray(start));
    pendingBytes += chunk.length - start;
    if (pendingBytes > maxLineBytes) break;
  }
  if (pendingBytes > 0) yield take(false);
}

function concatenate(parts: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
