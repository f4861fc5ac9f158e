import { useState } from 'react';
import type { ControlResult } from '../../../electron/contract/control.ts';
import { useAction, useControl } from '../../bridge/host-context.tsx';
import { useAbilities } from '../../bridge/use-abilities.ts';
import { useTexts } from '../../texts/texts.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Section.tsx';
import { Muted, Row } from '../../ui/Stack.tsx';

/** Nothing is looked for or installed unless a person asks; a window that cannot update itself shows nothing of it. */
export function UpdateSection() {
  const { t } = useTexts();
  const control = useControl();
  const { updates } = useAbilities();
  const [found, setFound] = useState<ControlResult<'check-update'>>();
  const check = useAction(async () => setFound(await control('check-update', {})));
  const install = useAction(() => control('install-update', {}));
  const error = check.error ?? install.error;
  if (!updates) return null;
  return (
    <Section title={t('app-settings:updates.title')}>
      <Row>
        <Button onPress={() => check.run()} isDisabled={check.isRunning}>
          {t('app-settings:updates.check')}
        </Button>
        {found?.version !== undefined && (
          <Button look="main" onPress={() => install.run()} isDisabled={install.isRunning}>
            {t('app-settings:updates.install')}
          </Button>
        )}
      </Row>
      {found !== undefined && (
        <Notice tone={found.version === undefined ? 'good' : 'brand'} live>
          <p>
            {found.version === undefined
              ? t('app-settings:updates.none')
              : t('app-settings:updates.found', { version: found.version })}
          </p>
        </Notice>
      )}
      {error !== undefined && <ErrorNotice error={error} />}
      <Muted>{t('app-settings:updates.text')}</Muted>
    </Section>
  );
}
