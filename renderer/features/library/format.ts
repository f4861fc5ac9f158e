import { readable } from '../../ui/Untrusted.tsx';

/** A day as people of that language write it; what is no date stays what it is. */
export function formatDay(text: string, language: string): string {
  const date = new Date(text);
  if (Number.isNaN(date.valueOf())) return readable(text, 40);
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(date);
}

export function formatMegabytes(bytes: number, language: string): string {
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(bytes / 1_000_000)} MB`;
}
