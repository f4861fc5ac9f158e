import { useMemo, useState } from 'react';
import type { UnitEntity } from '../../../../electron/contract/state.ts';
import { useDocument } from '../../../bridge/host-context.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Button } from '../../../ui/Button.tsx';
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx';
import { LongList } from '../../../ui/LongList.tsx';
import { Muted, Row } from '../../../ui/Stack.tsx';
import { readable } from '../../../ui/Untrusted.tsx';
import { bootMarks } from './boot-marks.ts';
import styles from './logs.module.css';

const maxJumps = 12;

/** The last start-up log, the lines that matter marked by a word, and a way to each of them. */
export function BootLog({ unit }: { readonly unit: UnitEntity }) {
  const { t, say, has } = useTexts();
  const loaded = useDocument('unit.boot-log', { unit: unit.id }, unit.revision);
  const result = useDocument('unit.report', unit.outcome === undefined ? null : { unit: unit.id }, unit.revision);
  const [shown, setShown] = useState<number>();
  const lines = useMemo(() => loaded.value?.text.trimEnd().split('\n') ?? [], [loaded.value]);
  if (loaded.status === 'failed') return <ErrorNotice error={loaded.error} />;
  if (loaded.value === undefined) return <Muted>{t('app-shell:busy')}</Muted>;
  if (loaded.value.text.trim() === '') return <Muted>{say('report:log.none')}</Muted>;
  const marked = bootMarks(lines, loaded.value.marked, result.value?.plan);
  const meaning = (code: string) => {
    if (code === 'expected' || code === 'tls-failure') return t(`app-technician:boot-log.${code}`);
    return has(`report:finding.${code}`) ? say(`report:finding.${code}`) : readable(code, 60);
  };
  const byLine = new Map(marked.map(({ line, code }) => [line, code]));
  return (
    <div className={styles.log}>
      {marked.length > 0 && (
        <Row>
          {marked.slice(0, maxJumps).map(({ line, code }) => (
            <Button key={`${line} ${code}`} onPress={() => setShown(line - 1)}>
              {t('app-technician:boot-log.jump', { line, what: meaning(code) })}
            </Button>
          ))}
        </Row>
      )}
      <LongList
        label={t('app-technician:boot-log.title')}
        count={lines.length}
        showIndex={shown}
        row={(index) => {
          const code = byLine.get(index + 1);
          const text = readable(lines[index] ?? '', 500);
          if (code === undefined) return text;
          return (
            <>
              <mark className={styles.marked}>{text}</mark>
              <span className={styles.meaning}>{meaning(code)}</span>
            </>
          );
        }}
      />
    </div>
  );
}
