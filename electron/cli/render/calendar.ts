import type { Horizon } from '../../core/audit/audit.ts';
import { type CalendarEntry, entryName, type TrustCalendar } from '../../core/audit/horizon.ts';
import { harmless, type Style } from '../style.ts';
import type { Texts } from '../texts.ts';
import { endText } from './audit.ts';

/** The calendar as a table: date, firmware, what ends it. */
export function renderCalendar({ entries, skipped }: TrustCalendar, texts: Texts, style: Style): string {
  const lines = entries.map(
    (entry) => [whenOf(entry, texts), harmless(entryName(entry)), causeOf(entry.horizon, texts)] as const,
  );
  const widths = [0, 1].map((column) => Math.max(0, ...lines.map((line) => (line[column] ?? '').length)));
  return [
    style.bold(texts('audit:calendar.title', { count: entries.length })),
    ...lines.map(([when, name, cause], index) => {
      const colour = entries[index]?.lost ? style.red : String;
      return `  ${colour(when.padEnd(widths[0] ?? 0))}  ${name.padEnd(widths[1] ?? 0)}  ${cause}`.trimEnd();
    }),
    ...skipped.map(({ file, code }) =>
      style.dim(`  ${texts('audit:calendar.skipped', { file: harmless(file), code })}`),
    ),
  ].join('\n');
}

function whenOf({ horizon }: CalendarEntry, texts: Texts): string {
  return horizon.kind === 'date' ? horizon.date.slice(0, 10) : texts(`audit:calendar.${horizon.kind}`);
}

function causeOf(horizon: Horizon, texts: Texts): string {
  if (horizon.kind !== 'date') return texts(`audit:calendar.why-${horizon.kind}`);
  return endText(horizon, harmless(horizon.subject), texts);
}
