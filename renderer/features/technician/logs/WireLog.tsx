import { useCallback } from 'react';
import type { UnitEntity } from '../../../../electron/contract/state.ts';
import { opcodeName } from '../../../../electron/core/chips/loader-opcodes.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { Button } from '../../../ui/Button.tsx';
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx';
import { LongList } from '../../../ui/LongList.tsx';
import { Row } from '../../../ui/Stack.tsx';
import { readable } from '../../../ui/Untrusted.tsx';
import styles from './logs.module.css';
import { useWireLog, type WireLine } from './use-wire-log.ts';

/** Commands to the loader, and exchanges with endpoints: when, which, how large, how it ended, how long it took. */
export function WireLog({ unit }: { readonly unit: UnitEntity }) {
  const { t } = useTexts();
  const { lines, total, isWhole, isLoading, error, more } = useWireLog(unit.id, unit.revision);
  const atEnd = useCallback(() => {
    if (!isWhole) more();
  }, [isWhole, more]);
  return (
    <div className={styles.log}>
      <Row>
        <span>{t('app-technician:wire.count', { count: total })}</span>
        <Button onPress={more} isPending={isLoading}>
          {t('app-technician:wire.refresh')}
        </Button>
      </Row>
      {error !== undefined && <ErrorNotice error={error} />}
      <LongList
        label={t('app-technician:wire.title')}
        count={lines.length}
        onEnd={atEnd}
        row={(index) => {
          const line = lines[index];
          return line && <WireRow line={line} startMs={lines[0]?.timeMs ?? 0} />;
        }}
      />
    </div>
  );
}

/** Times count from the first command that is shown. */
function WireRow({ line, startMs }: { readonly line: WireLine; readonly startMs: number }) {
  const { t } = useTexts();
  const { timeMs, requestBytes, replyBytes, result, durationMs } = line;
  return (
    <span className={styles.wire} data-result={result}>
      <span>{((timeMs - startMs) / 1000).toFixed(3)} s</span>
      <span>{'opcode' in line ? opcodeName(line.opcode) : readable(line.endpoint, 40)}</span>
      <span>→ {requestBytes}</span>
      <span>← {replyBytes}</span>
      <span>{durationMs.toFixed(1)} ms</span>
      <span>{t(`app-technician:wire-result.${result}`)}</span>
    </span>
  );
}
