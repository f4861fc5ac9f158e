/** Values that a text is filled with. */
export type TextParams = Readonly<Record<string, string | number | boolean>>;

/**
 * The words of a report; core has none of its own. Gives the text of `<file>:<path>` of `resources/locales`, e.g.
 * `report:title`, `verdict:no-path` or `errors-link:link.timeout.what`, its params filled in and not escaped, or the
 * path where there is no such text.
 */
export type ReportTexts = (key: string, params?: TextParams) => string;

/** Texts of `report.json` by their path. */
export type Translate = (path: string, params?: TextParams) => string;

export function reportTranslator(texts: ReportTexts): Translate {
  return (path, params) => texts(`report:${path}`, params);
}

/** The text of a code, or the code itself where this version has no words for it. */
export function codeText(translate: Translate, group: string, code: string, params?: TextParams): string {
  const text = translate(`${group}.${code}`, params);
  return text.endsWith(`${group}.${code}`) ? code : text;
}

/** `2026-02-12 09:16 UTC`; what is no ISO 8601 time is shown as it is. */
export function formatMoment(iso: string): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(iso);
  return match === null ? iso : `${match[1]} ${match[2]} UTC`;
}

export function formatDate(iso: string): string {
  return /^\d{4}-\d\d-\d\d/.exec(iso)?.[0] ?? iso;
}

/** KiB below 1 MiB, else MiB: the units in which flash is spoken of. */
export function formatSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1 << 20) return `${trimmed(bytes / 1024, 1)} KiB`;
  return `${trimmed(bytes / (1 << 20), 2)} MiB`;
}

export function formatDuration(translate: Translate, ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 60)
    return translate('unit.seconds', { value: seconds < 10 ? seconds.toFixed(1) : Math.round(seconds) });
  const whole = Math.round(seconds);
  return translate('unit.minutes', { minutes: Math.floor(whole / 60), seconds: whole % 60 });
}

function trimmed(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}
