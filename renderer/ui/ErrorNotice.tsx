import type { ErrorEnvelope } from '../../electron/contract/envelope.ts';
import { errorArea } from '../../electron/core/errors/catalogue.ts';
import { useTexts } from '../texts/texts.tsx';
import { Notice } from './Notice.tsx';

/** What happened, what state the unit is in, and what to do (and the code to read aloud, where there is one). */
export function ErrorNotice({ error }: { readonly error: ErrorEnvelope }) {
  const { t, say } = useTexts();
  const words = `errors-${errorArea(error.code) ?? 'app'}:${error.code}`;
  return (
    <Notice tone="bad" live title={say(`${words}.what`, error.params)}>
      {error.unitState !== undefined && (
        <p>{t('app-shell:error.unit-state', { state: say(`app-shell:unit-state.${error.unitState}`) })}</p>
      )}
      <p>{t('app-shell:error.next', { next: say(`${words}.next`, error.params) })}</p>
      {error.supportCode !== undefined && <SupportCode code={error.supportCode} />}
    </Notice>
  );
}

function SupportCode({ code }: { readonly code: string }) {
  const { t } = useTexts();
  return (
    <p>
      {t('app-shell:error.support-code')}: <code>{code}</code>
    </p>
  );
}
