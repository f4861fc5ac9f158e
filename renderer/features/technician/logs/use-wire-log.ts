import { useCallback, useEffect, useRef, useState } from 'react';
import type { Result } from '../../../../electron/contract/commands.ts';
import type { ErrorEnvelope } from '../../../../electron/contract/envelope.ts';
import { useHost } from '../../../bridge/host-context.tsx';
import { envelopeOf } from '../../../bridge/host-error.ts';

export type WireLine = Result<'unit.wire'>['events'][number];

export interface WirePages {
  readonly lines: readonly WireLine[];
  readonly total: number;
  /** Nothing was left when it was asked last. */
  readonly isWhole: boolean;
  readonly isLoading: boolean;
  readonly error: ErrorEnvelope | undefined;
  /** Asks for the page after the last one. */
  readonly more: () => void;
}

/** The wire log page by page, as far as somebody scrolled; a running job adds to it, so the end is asked for again. */
export function useWireLog(unit: string, revision: number): WirePages {
  const host = useHost();
  const [state, setState] = useState<Omit<WirePages, 'more'>>({
    lines: [],
    total: 0,
    isWhole: true,
    isLoading: false,
    error: undefined,
  });
  const next = useRef(0);
  const isAsking = useRef(false);
  const more = useCallback(async () => {
    if (isAsking.current) return;
    isAsking.current = true;
    setState((before) => ({ ...before, isLoading: true }));
    try {
      const page = await host.ask('unit.wire', { unit, from: next.current });
      next.current = page.next;
      setState((before) => ({
        lines: [...before.lines, ...page.events],
        total: page.total,
        isWhole: page.next >= page.total,
        isLoading: false,
        error: undefined,
      }));
    } catch (error) {
      setState((before) => ({ ...before, isLoading: false, error: envelopeOf(error) }));
    } finally {
      isAsking.current = false;
    }
  }, [host, unit]);
  // `revision` stands for the log, which grows while somebody looks at its end.
  const { isWhole } = state;
  useEffect(() => {
    if (isWhole) void more();
  }, [revision, isWhole, more]);
  return { ...state, more };
}
