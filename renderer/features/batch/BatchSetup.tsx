import { useState } from 'react';
import type { ReleaseEntity } from '../../../electron/contract/state.ts';
import { useAction, useEntities, useEntity, useHost } from '../../bridge/host-context.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { Button } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Field } from '../../ui/Field.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Section.tsx';
import { Columns, Muted, Page } from '../../ui/Stack.tsx';
import { Toggle } from '../../ui/Toggle.tsx';
import { readable } from '../../ui/Untrusted.tsx';
import { PolicyChoice, type PolicyFiles } from './PolicyChoice.tsx';
import { StationChoice } from './StationChoice.tsx';
import { StationCodes } from './StationCodes.tsx';
import { TrainingUnits } from './TrainingUnits.tsx';

/** What a batch needs to know before it begins. */
export function BatchSetup() {
  const { t } = useTexts();
  const host = useHost();
  const settings = useEntity('settings');
  const releases = Object.values(useEntities('releases')).filter(({ problem }) => problem === undefined);
  const [chosen, setChosen] = useState<string>();
  const [operator, setOperator] = useState(settings?.operator ?? '');
  const [workOrder, setWorkOrder] = useState('');
  const [needsSerial, setNeedsSerial] = useState(false);
  const [policy, setPolicy] = useState<PolicyFiles>();
  const [ports, setPorts] = useState<readonly string[]>();
  const release = chosen ?? (releases.length === 1 ? releases[0]?.id : undefined);
  const isReady = release !== undefined && operator.trim() !== '' && ports?.length !== 0;
  const start = useAction(async () => {
    if (release === undefined) return;
    if (operator !== settings?.operator) await host.ask('settings.change', { operator: operator.trim() });
    await host.ask('batch.start', {
      ...{ release, operator, needsSerial, policy },
      workOrder: workOrder || undefined,
      ports: ports && [...ports],
    });
  });

  return (
    <Page>
      <h1>{t('app-batch:title')}</h1>
      <Muted>{t('app-batch:setup.intro')}</Muted>
      {releases.length === 0 && (
        <Notice tone="warn" title={t('app-batch:setup.no-release')}>
          <a href="#/library">{t('app-batch:setup.to-library')}</a>
        </Notice>
      )}
      <Columns>
        <Section title={t('app-batch:setup.job')}>
          <Choice
            label={t('app-batch:setup.release')}
            options={releases.map(releaseOption)}
            value={release}
            onChange={setChosen}
            placeholder={t('app-batch:setup.choose')}
            isDisabled={releases.length === 0}
          />
          <Field label={t('app-batch:setup.operator')} value={operator} onChange={setOperator} maxLength={100} />
          <Field
            label={t('app-batch:setup.work-order')}
            hint={t('app-batch:setup.work-order-hint')}
            value={workOrder}
            onChange={setWorkOrder}
            maxLength={200}
          />
        </Section>
        <Section title={t('app-batch:setup.rules')}>
          <PolicyChoice policy={policy} onChange={setPolicy} />
          <Toggle isOn={needsSerial} onChange={setNeedsSerial}>
            {t('app-batch:setup.needs-serial')}
          </Toggle>
          {needsSerial && <StationCodes />}
          <Muted>{t('app-batch:setup.asks-server')}</Muted>
          <StationChoice chosen={ports} onChange={setPorts} />
        </Section>
      </Columns>
      {start.error !== undefined && <ErrorNotice error={start.error} />}
      <div>
        <Button look="main" size="big" isDisabled={!isReady || start.isRunning} onPress={() => void start.run()}>
          {t('app-batch:setup.start')}
        </Button>
      </div>
      <Muted>{t(isReady ? 'app-batch:setup.ready' : 'app-batch:setup.not-ready')}</Muted>
      <TrainingUnits />
    </Page>
  );
}

function releaseOption({ id, productName, version }: ReleaseEntity) {
  return { id, label: `${readable(productName, 60)} ${readable(version, 40)}` };
}
