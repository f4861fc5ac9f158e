/** Why bytes could not be parsed: a stable code, where, and plain facts. Bad bytes are expected, so parsers do not throw. */
export interface FormatProblem {
  /** `<format>.<reason>`, e.g. `image.bad-magic`, `nvs.page-crc`. */
  readonly code: string;
  /** Byte position in the parsed buffer. */
  readonly at: number;
  readonly params?: Readonly<Record<string, string | number>>;
}

/** A parser's answer. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: FormatProblem };

export function parsed<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

export function malformed(
  code: string,
  at: number,
  params?: Readonly<Record<string, string | number>>,
): { readonly ok: false; readonly problem: FormatProblem } {
  return { ok: false, problem: params === undefined ? { code, at } : { code, at, params } };
}
