/**
 * Whether a value is longer as JSON than `limit` characters, near enough: texts and bytes count by their length, everything
 * else a little. Stops as soon as it is known; a value that holds itself is counted once.
 */
export function isLongerThan(value: unknown, limit: number): boolean {
  const seen = new WeakSet<object>();
  const open: unknown[] = [value];
  let length = 0;
  while (open.length > 0) {
    const next = open.pop();
    length += lengthOf(next);
    if (length > limit) return true;
    if (typeof next !== 'object' || next === null || seen.has(next) || ArrayBuffer.isView(next)) continue;
    seen.add(next);
    for (const [key, member] of Object.entries(next)) {
      length += key.length;
      open.push(member);
    }
  }
  return length > limit;
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return value.byteLength;
  return 4;
}
