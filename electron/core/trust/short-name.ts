/** What a distinguished name as text is called in short: its common name, else its organisation, else the whole; undefined for none. */
export function shortName(subject: string): string | undefined {
  if (subject === '') return undefined;
  for (const attribute of ['CN', 'O']) {
    const match = new RegExp(`(?:^|[,+]\\s*)${attribute}=((?:\\\\.|[^,+\\\\])+)`).exec(subject);
    if (match?.[1] !== undefined) return match[1];
  }
  return subject;
}
