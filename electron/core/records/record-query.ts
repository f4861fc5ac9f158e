import type { RecordSummary } from './record-summary.ts';

/** What to look for; members that are absent match everything. */
export interface RecordQuery {
  /** MAC address, however it is written: `24:6f:28:…`, `246F28…`; its beginning is enough. */
  readonly mac?: string | undefined;
  readonly operator?: string | undefined;
  readonly outcome?: string | undefined;
  /** First moment, ISO 8601 date or time; `2025-11` is enough. */
  readonly from?: string | undefined;
  /** Last moment; a date or month stands for its end. */
  readonly to?: string | undefined;
  /** Any part of the record's summary, whatever the case. */
  readonly text?: string | undefined;
}

/** A query in the form that both the index and the plain search compare with. */
export interface NormalizedQuery {
  readonly mac: string;
  readonly operator: string;
  readonly outcome: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

/** The columns of a record that a query is compared with. */
export interface SearchKeys {
  readonly at: string;
  readonly mac: string;
  readonly operator: string;
  readonly outcome: string;
  readonly text: string;
}

export function normalizeQuery(query: RecordQuery): NormalizedQuery {
  return {
    mac: macDigits(query.mac ?? ''),
    operator: (query.operator ?? '').toLowerCase(),
    outcome: query.outcome ?? '',
    from: query.from ?? '',
    // '~' sorts behind every character of a date, so that `2025-11` ends with the month.
    to: `${query.to ?? ''}~`,
    text: (query.text ?? '').toLowerCase(),
  };
}

export function searchKeys(summary: RecordSummary): SearchKeys {
  return {
    at: summary.at,
    mac: macDigits(summary.mac),
    operator: summary.operator.toLowerCase(),
    outcome: summary.outcome,
    text: Object.values(summary).join('\n').toLowerCase(),
  };
}

/** The search without an index; the index gives the same answer sooner. */
export function matchesQuery(keys: SearchKeys, query: NormalizedQuery): boolean {
  return (
    keys.mac.startsWith(query.mac) &&
    (query.operator === '' || keys.operator === query.operator) &&
    (query.outcome === '' || keys.outcome === query.outcome) &&
    keys.at >= query.from &&
    keys.at <= query.to &&
    keys.text.includes(query.text)
  );
}

function macDigits(mac: string): string {
  return mac.toLowerCase().replaceAll(/[^0-9a-f]/g, '');
}
