/** Of sixteen training units one is too weak to start, and one is of another product. */
const strange: Readonly<Record<number, string>> = { 4: 'brown-out', 11: 'unknown-product' };

/** Ids of so many training units, copies of what the catalogue has. */
export function trainingMix(count: number): string[] {
  const used = new Map<string, number>();
  return Array.from({ length: count }, (_, index) => {
    const kind = strange[index % 16] ?? 'seed';
    const number = (used.get(kind) ?? 0) + 1;
    used.set(kind, number);
    return number === 1 ? kind : `${kind}~${number}`;
  });
}
