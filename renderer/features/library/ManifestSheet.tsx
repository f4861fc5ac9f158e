import type { ReleaseEntity } from '../../../electron/contract/state.ts';
import type { ReleaseManifest } from '../../../electron/core/release/manifest.ts';
import { useDocument } from '../../bridge/host-context.tsx';
import { type Texts, useTexts } from '../../texts/texts.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { FactRow, Facts } from '../../ui/Facts.tsx';
import { Fingerprint } from '../../ui/Fingerprint.tsx';
import { Section } from '../../ui/Section.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { readable, Untrusted } from '../../ui/Untrusted.tsx';
import { formatDay } from './format.ts';
import { IdentifyRules } from './IdentifyRules.tsx';
import { ImageTable } from './ImageTable.tsx';

/** What a release says of itself, for a person. */
export function ManifestSheet({ release, onClose }: { readonly release: ReleaseEntity; readonly onClose: () => void }) {
  const { t } = useTexts();
  const inspected = useDocument('release.inspect', { release: release.id });
  return (
    <Sheet title={readable(`${release.productName} ${release.version}`, 120)} isOpen onClose={onClose}>
      {inspected.status === 'failed' && <ErrorNotice error={inspected.error} />}
      {inspected.value !== undefined && <Manifest manifest={inspected.value.manifest} />}
      <h3>{t('app-library:manifest.id')}</h3>
      <Fingerprint id={release.id} />
    </Sheet>
  );
}

function Manifest({ manifest }: { readonly manifest: ReleaseManifest }) {
  const texts = useTexts();
  const { t, language } = texts;
  const { build, created, servers, preserve, dateCheck, knownReleases, identify, images } = manifest;
  const checksDates =
    dateCheck === undefined ? 'app-library:not-given' : dateCheck ? 'app-library:yes' : 'app-library:no';
  return (
    <>
      <Facts>
        <FactRow name={t('app-library:manifest.build')}>
          <Untrusted text={build} length={64} />
        </FactRow>
        <FactRow name={t('app-library:manifest.created')}>{formatDay(created, language)}</FactRow>
        <FactRow name={t('app-library:manifest.valid')}>{validity(manifest, texts)}</FactRow>
        <FactRow name={t('app-library:manifest.servers')}>
          <Untrusted text={joined(servers.map(({ host, port }) => `${host}:${port}`)) ?? t('app-library:not-given')} />
        </FactRow>
        <FactRow name={t('app-library:manifest.preserve')}>
          <Untrusted text={joined(preserve) ?? t('app-library:manifest.preserve-none')} />
        </FactRow>
        <FactRow name={t('app-library:manifest.date-check')}>{t(checksDates)}</FactRow>
        <FactRow name={t('app-library:manifest.known')}>
          <Untrusted text={joined(knownReleases.map(({ version }) => version)) ?? t('app-library:not-given')} />
        </FactRow>
      </Facts>
      <Section title={t('app-library:manifest.identify')}>
        <IdentifyRules rules={identify} />
      </Section>
      <Section title={t('app-library:manifest.images')}>
        <ImageTable images={images} />
      </Section>
    </>
  );
}

function joined(list: readonly string[]): string | undefined {
  return list.length === 0 ? undefined : list.join(', ');
}

function validity({ validFrom, validUntil }: ReleaseManifest, { t, language }: Texts): string {
  const from = validFrom && formatDay(validFrom, language);
  const until = validUntil && formatDay(validUntil, language);
  if (from && until) return t('app-library:manifest.valid-range', { from, until });
  if (from) return t('app-library:manifest.valid-from', { from });
  if (until) return t('app-library:manifest.valid-until', { until });
  return t('app-library:manifest.valid-always');
}
