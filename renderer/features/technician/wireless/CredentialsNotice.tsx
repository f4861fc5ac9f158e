import type { UnitEntity } from '../../../../electron/contract/state.ts';
import { useAction, useHost } from '../../../bridge/host-context.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Button } from '../../../ui/Button.tsx';
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx';
import { Form } from '../../../ui/Form.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Row } from '../../../ui/Stack.tsx';
import { CodeFields, useCodeEntry } from '../../nearby/CodeFields.tsx';
import forms from '../../nearby/nearby.module.css';
import { asksForUserName, type CodeQuestion } from '../../nearby/unit-channel.ts';

/** The unit asks for what its label says, or has refused it. */
export function CredentialsNotice({ unit, question }: { readonly unit: UnitEntity; readonly question: CodeQuestion }) {
  const { t } = useTexts();
  const host = useHost();
  const entry = useCodeEntry();
  const { code } = entry;
  const open = useAction(async () => {
    if (code.kind === 'code' || code.kind === 'qr') {
      await host.ask('unit.open', { target: unit.target, credentials: code.credentials });
    }
  });
  return (
    <>
      <Notice tone="warn" live title={t(`app-nearby:credentials.${question}`)}>
        {question === 'refused' && <p>{t('app-nearby:credentials.refused-next')}</p>}
        <Form className={forms.form} onSubmit={() => open.run()}>
          <CodeFields
            entry={entry}
            withUser={asksForUserName(unit) || question === 'refused'}
            withCode={!asksForUserName(unit) || unit.hasCredentials !== true}
          />
          <Row>
            <Button
              look="main"
              type="submit"
              isDisabled={code.kind === 'empty' || code.kind === 'unreadable'}
              isPending={open.isRunning}
            >
              {t('app-nearby:credentials.button')}
            </Button>
          </Row>
        </Form>
      </Notice>
      {open.error !== undefined && <ErrorNotice error={open.error} />}
    </>
  );
}

/** The unit offers less than its product has: only a technician beside it may let that pass, and the record says so. */
export function DowngradeNotice({ unit }: { readonly unit: UnitEntity }) {
  const { t } = useTexts();
  const host = useHost();
  const open = useAction(() => host.ask('unit.open', { target: unit.target, credentials: { allowsDowngrade: true } }));
  return (
    <Notice tone="warn" live title={t('app-nearby:credentials.downgrade')}>
      <p>{t('app-nearby:credentials.downgrade-why')}</p>
      <Row>
        <Button look="danger" isPending={open.isRunning} onPress={() => void open.run()}>
          {t('app-nearby:credentials.downgrade-button')}
        </Button>
      </Row>
      {open.error !== undefined && <ErrorNotice error={open.error} />}
    </Notice>
  );
}
