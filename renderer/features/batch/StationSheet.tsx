import { useState } from 'react';
import type { StationEntity } from '../../../electron/contract/batch-entities.ts';
import { errorArea } from '../../../electron/core/errors/catalogue.ts';
import { useAction, useHost } from '../../bridge/host-context.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { FactRow, Facts } from '../../ui/Facts.tsx';
import { Field } from '../../ui/Field.tsx';
import { Form } from '../../ui/Form.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { Row } from '../../ui/Stack.tsx';
import { Untrusted } from '../../ui/Untrusted.tsx';
import { RecordLabel } from '../labels/RecordLabel.tsx';
import styles from './Batch.module.css';
import { stationWord } from './station-look.ts';
import { useStation } from './use-stations.ts';

const retryable: ReadonlySet<StationEntity['phase']> = new Set(['failed', 'set-aside', 'interrupted', 'unplug-me']);
const serialLate: ReadonlySet<StationEntity['phase']> = new Set(['recovered', 'unplug-me']);

/** All that is known of one station: what happened, what to do, and what can be done from here. */
export function StationSheet({ number, onClose }: { readonly number: number; readonly onClose: () => void }) {
  const station = useStation(number);
  return station === undefined ? null : <OpenStation station={station} onClose={onClose} />;
}

function OpenStation({ station, onClose }: { readonly station: StationEntity; readonly onClose: () => void }) {
  const texts = useTexts();
  const { t, say } = texts;
  const host = useHost();
  const { number, phase, plugged, port, progress, unit, serial, error, others, outcome, record } = station;
  const retry = useAction(async () => {
    await host.ask('batch.retry', { station: number });
    onClose();
  });
  return (
    <Sheet
      title={`${t('app-batch:station.title', { number })}: ${stationWord(station, texts)}`}
      isOpen
      onClose={onClose}
    >
      {progress?.needs === 'button' && <Notice tone="brand" live title={t('app-technician:work.hold-button')} />}
      {error !== undefined && <ErrorNotice error={error} />}
      {others?.map((code) => (
        <p key={code}>{say(`errors-${errorArea(code) ?? 'app'}:${code}.what`)}</p>
      ))}
      <Facts>
        <FactRow name={t('app-batch:station.port')}>
          <Untrusted text={port} length={80} />
        </FactRow>
        {unit !== undefined && (
          <FactRow name={t('app-batch:station.unit')}>
            <Untrusted text={unit.chip} /> <code>{unit.mac}</code>
          </FactRow>
        )}
        {unit?.versionBefore !== undefined && (
          <FactRow name={t('app-batch:station.version-before')}>
            <Untrusted text={unit.versionBefore} length={80} />
          </FactRow>
        )}
        {serial !== undefined && (
          <FactRow name={t('app-batch:station.serial')}>
            <Untrusted text={serial} length={80} />
          </FactRow>
        )}
        {outcome !== undefined && (
          <FactRow name={t('app-batch:station.outcome')}>{say(`report:outcome.${outcome}`)}</FactRow>
        )}
        {record !== undefined && <FactRow name={t('app-batch:station.record')}>{record}</FactRow>}
      </Facts>
      {plugged && retryable.has(phase) && (
        <Row>
          <Button look="main" isDisabled={retry.isRunning} onPress={() => void retry.run()}>
            {t('app-batch:station.retry')}
          </Button>
        </Row>
      )}
      {retry.error !== undefined && <ErrorNotice error={retry.error} />}
      {!serialLate.has(phase) && <SerialForm key={number} number={number} />}
      {record !== undefined && <RecordLabel sequence={record} firstKind="code128" />}
    </Sheet>
  );
}

/** For whoever has no scanner. */
function SerialForm({ number }: { readonly number: number }) {
  const { t } = useTexts();
  const host = useHost();
  const [serial, setSerial] = useState('');
  const assign = useAction(async () => {
    await host.ask('batch.assign', { station: number, serial });
    setSerial('');
  });
  return (
    <Form className={styles.part} onSubmit={() => assign.run()}>
      <div className={styles.bar}>
        <Field label={t('app-batch:station.serial')} value={serial} onChange={setSerial} maxLength={64} />
        <Button type="submit" isDisabled={serial.trim() === '' || assign.isRunning}>
          {t('app-batch:station.give')}
        </Button>
      </div>
      {assign.error !== undefined && <ErrorNotice error={assign.error} />}
    </Form>
  );
}
