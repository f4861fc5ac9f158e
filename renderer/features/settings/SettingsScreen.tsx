import { useEntity } from '../../bridge/host-context.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { FactRow, Facts } from '../../ui/Facts.tsx';
import { Section } from '../../ui/Section.tsx';
import { Columns, Page } from '../../ui/Stack.tsx';
import { BluetoothSection } from './BluetoothSection.tsx';
import { DeveloperSection } from './DeveloperSection.tsx';
import { LookSection } from './LookSection.tsx';
import { TrainingSection } from './TrainingSection.tsx';
import { UpdateSection } from './UpdateSection.tsx';
import { WorkSection } from './WorkSection.tsx';

export default function SettingsScreen() {
  const { t } = useTexts();
  const settings = useEntity('settings');
  return (
    <Page>
      <h1>{t('app-settings:title')}</h1>
      {settings !== undefined && (
        <>
          <Columns>
            <LookSection settings={settings} />
            <TrainingSection />
          </Columns>
          <WorkSection settings={settings} />
          <BluetoothSection settings={settings} />
          <DeveloperSection isAllowed={settings.allowUnsigned} />
        </>
      )}
      <Columns>
        <UpdateSection />
        <About />
      </Columns>
    </Page>
  );
}

function About() {
  const { t } = useTexts();
  const app = useEntity('app');
  return (
    <Section title={t('app-settings:about.title')}>
      <Facts>
        <FactRow name={t('app-settings:about.version')}>{app?.version}</FactRow>
        <FactRow name={t('app-settings:about.platform')}>{app?.platform}</FactRow>
      </Facts>
    </Section>
  );
}
