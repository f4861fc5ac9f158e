import type { Result } from '../../../contract/commands.ts';
import { parseBootLog } from '../../../core/formats/boot-log.ts';
import { listenToUnit } from '../../listen-unit.ts';
import type { UnitSession } from '../unit-session.ts';
import { singleProgress } from './single-work.ts';

/** Long enough for a start and the first try to reach a server. */
const listenMs = 30_000;
const maxText = 1_000_000;
const maxMarks = 1000;

/** Restarts the unit and begins to listen; `unit.stop` ends it. Throws `app.unit-busy`. */
export function listenSession(session: UnitSession): void {
  const phase = session.entity.phase;
  const before = phase === 'finished' || phase === 'ready' ? phase : 'failed';
  const onText = (text: string) => {
    if (text === session.bootLog) return;
    session.bootLog = text;
    session.bump();
  };
  void session.begin({
    kind: 'look',
    phase: 'working',
    meanwhile: { progress: singleProgress('listen') },
    failedPhase: before,
    async run(signal) {
      // Stopping is how listening usually ends.
      await listenToUnit({ target: session.target, timeoutMs: listenMs, signal, onText }).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
      return { phase: before };
    },
  });
}

/** The last boot log and the lines that matter, numbered from 1. */
export function markedBootLog({ bootLog }: UnitSession): Result<'unit.boot-log'> {
  const text = bootLog.slice(-maxText);
  const { findings, tlsFailures } = parseBootLog(text);
  const marked = [
    ...findings.map(({ line, kind }): { line: number; code: string } => ({ line, code: kind })),
    ...tlsFailures.map(({ line }) => ({ line, code: 'tls-failure' })),
  ];
  return { text, marked: marked.sort((a, b) => a.line - b.line).slice(0, maxMarks) };
}
