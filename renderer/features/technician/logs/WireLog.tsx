import { useCallback } from 'react';
import { opcodeName } from '../../../../electron/core/chips/loader-opcodes.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { Button } from '../../../ui/Button.tsx';
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx';
import { LongList } from '../../../ui/LongList.tsx';
import { Row } from '../../../ui/Stack.tsx';
import styles from './logs.module.css';
import { useWireLog, type WireLine } from './use-wire-log.ts';

/** Commands to the loader: when, which, how large, how it ended, how long it took. */
export function WireLog({ unit }: { readonly unit: string }) {
  const { t } = useTexts();
  const { lines, total, isLoading, error, more } = useWireLog(unit);
  const isWhole = lines.length >= total;
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
          return line && <WireRow line={line} />;
        }}
      />
    </div>
  );
}

function WireRow({ line }: { readonly line: WireLine }) {
  const { t } = useTexts();
  const { timeMs, opcode, requestBytes, replyBytes, result, durationMs } = line;
  return (
    <span className={styles.wire} data-result={result}>
      <span>{(timeMs / 1000).toFixed(3)} s</span>
      <span>{opcodeName(opcode)}</span>
      <span>→ {requestBytes}</span>
      <span>← {replyBytes}</span>
      <span>{durationMs.toFixed(1)} ms</span>
      <span>{t(`app-technician:wire-result.${result}`)}</span>
    </span>
  );
}
