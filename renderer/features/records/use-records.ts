import { useCallback, useEffect, useRef, useState } from 'react';
import type { RecordRow } from '../../../electron/contract/commands/records.ts';
import type { Params } from '../../../electron/contract/commands.ts';
import type { ErrorEnvelope } from '../../../electron/contract/envelope.ts';
import { useHost } from '../../bridge/host-context.tsx';
import { envelopeOf } from '../../bridge/host-error.ts';

export type RecordQuery = Params<'record.search'>['query'];

/** Records that match a query, fetched by pages as they come into view. */
export interface RecordList {
  /** Undefined until the host answered. */
  readonly total: number | undefined;
  readonly rowAt: (index: number) => RecordRow | undefined;
  /** Says which rows are in view. */
  readonly show: (first: number, last: number) => void;
  readonly error: ErrorEnvelope | undefined;
}

const pageSize = 100;

interface Loaded {
  readonly total: number | undefined;
  readonly pages: ReadonlyMap<number, readonly RecordRow[]>;
  readonly error: ErrorEnvelope | undefined;
}

const nothing: Loaded = { total: undefined, pages: new Map(), error: undefined };

export function useRecords(query: RecordQuery): RecordList {
  const host = useHost();
  const [loaded, setLoaded] = useState(nothing);
  const search = useRef({ abort: new AbortController(), asked: new Set<number>() });
  const key = JSON.stringify(query);

  const ask = useCallback(
    (page: number) => {
      const { abort, asked } = search.current;
      if (asked.has(page)) return;
      asked.add(page);
      const params = { query: JSON.parse(key), offset: page * pageSize, limit: pageSize };
      host.ask('record.search', params, abort.signal).then(
        ({ total, rows }) => {
          if (abort.signal.aborted) return;
          // Until the first page of a new search is there, what the search before found stays in view.
          setLoaded((before) => ({
            total,
            pages: new Map(page === 0 && asked.size === 1 ? [] : before.pages).set(page, rows),
            error: undefined,
          }));
        },
        (error) => {
          asked.delete(page);
          if (!abort.signal.aborted) setLoaded((before) => ({ ...before, error: envelopeOf(error) }));
        },
      );
    },
    [host, key],
  );

  useEffect(() => {
    const current = { abort: new AbortController(), asked: new Set<number>() };
    search.current = current;
    ask(0);
    return () => current.abort.abort();
  }, [ask]);

  const show = useCallback(
    (first: number, last: number) => {
      for (let page = Math.floor(first / pageSize); page <= Math.floor(last / pageSize); page++) ask(page);
    },
    [ask],
  );
  const rowAt = (index: number) => loaded.pages.get(Math.floor(index / pageSize))?.[index % pageSize];
  return { total: loaded.total, rowAt, show, error: loaded.error };
}
