import { useState } from 'react';
import type { UnitFacts } from '../../../../electron/core/inspect/facts.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Field } from '../../../ui/Field.tsx';
import { Form } from '../../../ui/Form.tsx';
import { Segments } from '../../../ui/Segments.tsx';
import { Row } from '../../../ui/Stack.tsx';
import { useShortcuts } from '../keys/use-shortcuts.ts';
import { showPart } from '../unit/Part.tsx';
import type { DateCheck, Judging, ServerChoice } from './use-verdict.ts';
import styles from './verdict.module.css';

const dateChecks: readonly DateCheck[] = ['on', 'off', 'unknown'];

/** Which server to judge against, and whether the firmware looks at dates. */
export function ServerForm({
  way,
  facts,
  judging,
  isNext,
}: {
  readonly way: 'probe' | 'pasted';
  readonly facts: UnitFacts;
  readonly judging: Judging;
  readonly isNext: boolean;
}) {
  const { t } = useTexts();
  const { trust } = facts;
  const [typed, setTyped] = useState<string>();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<DateCheck>();
  // As long as nobody chose, what the facts say now: they change when the unit is read again.
  const server = typed ?? (trust.hosts[0] ?? '').slice(0, 300);
  const dateCheck = chosen ?? (trust.dateCheck.known ? (trust.dateCheck.value ? 'on' : 'off') : 'unknown');
  const name = server.trim();
  const choice: ServerChoice =
    way === 'probe' ? { kind: 'probe', server: name } : { kind: 'pasted', text, ...(name !== '' && { host: name }) };
  const isReady = way === 'probe' ? name !== '' : text.trim() !== '';
  const judge = () => {
    if (isReady) void judging.judge.run(choice, dateCheck);
  };
  useShortcuts({
    j: () => {
      showPart('verdict');
      judge();
    },
  });
  return (
    <Form className={styles.form} onSubmit={() => judge()}>
      <Field
        label={t(way === 'probe' ? 'app-technician:verdict.server' : 'app-technician:verdict.host')}
        hint={t(way === 'probe' ? 'app-technician:verdict.server-hint' : 'app-technician:verdict.host-hint')}
        value={server}
        onChange={setTyped}
        maxLength={way === 'probe' ? 300 : 253}
        spellCheck="false"
      />
      {way === 'pasted' && (
        <Field
          label={t('app-technician:verdict.chain')}
          hint={t('app-technician:verdict.chain-hint')}
          lines={8}
          value={text}
          onChange={setText}
          maxLength={2_000_000}
        />
      )}
      <Segments
        label={t('app-technician:verdict.dates')}
        options={dateChecks.map((id) => ({ id, label: t(`app-technician:verdict.date-check.${id}`) }))}
        value={dateCheck}
        onChange={setChosen}
      />
      <Row>
        <Button
          type="submit"
          look={isNext ? 'main' : 'plain'}
          isDisabled={!isReady}
          isPending={judging.judge.isRunning}
        >
          {t(way === 'probe' ? 'app-technician:verdict.ask' : 'app-technician:verdict.judge')}
        </Button>
        {judging.judge.isRunning && <span role="status">{t('app-technician:verdict.asking')}</span>}
      </Row>
    </Form>
  );
}
