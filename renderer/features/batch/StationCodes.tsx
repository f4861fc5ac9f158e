import { useHost } from '../../bridge/host-context.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { SavePage } from '../papers/SavePage.tsx';

/** The sheet with a code for each station, to be cut and stuck beside the sockets: scanned, it says whose the next serial number is. */
export function StationCodes() {
  const { t } = useTexts();
  const host = useHost();
  const words = { html: t('app-batch:codes.html'), pdf: t('app-batch:codes.pdf') };
  return (
    <>
      <p>{t('app-batch:codes.hint')}</p>
      <SavePage
        name="station-codes"
        page={async () => (await host.ask('batch.station-codes', {})).html}
        words={words}
      />
    </>
  );
}
