import { lazy, Suspense } from 'react';
import { useConnection, useEntity } from '../bridge/host-context.tsx';
import { Tour } from '../features/tour/Tour.tsx';
import type { TextKey } from '../texts/app-texts.ts';
import { useTexts } from '../texts/texts.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Page } from '../ui/Stack.tsx';
import { type Screen, screens, useRoute } from './route.ts';
import styles from './Shell.module.css';

/** Screens that not everybody opens are fetched when they are. */
const views: Readonly<Record<Screen, ReturnType<typeof lazy>>> = {
  guided: lazy(() => import('../features/guided/GuidedScreen.tsx')),
  technician: lazy(() => import('../features/technician/TechnicianScreen.tsx')),
  batch: lazy(() => import('../features/batch/BatchScreen.tsx')),
  records: lazy(() => import('../features/records/RecordsScreen.tsx')),
  library: lazy(() => import('../features/library/LibraryScreen.tsx')),
  settings: lazy(() => import('../features/settings/SettingsScreen.tsx')),
  training: lazy(() => import('../features/training/TrainingScreen.tsx')),
};

/** What stands around every screen: name, navigation, and what is true of the whole app. */
export function Shell() {
  const { t } = useTexts();
  const route = useRoute();
  const app = useEntity('app');
  const connection = useConnection();
  const preferred = useEntity('settings')?.mode;
  const screen = route.screen ?? preferred;
  return (
    <>
      <button type="button" className={styles.skip} onClick={focusContent}>
        {t('app-shell:skip')}
      </button>
      <header className={styles.header}>
        <Brand name={t('app-shell:name')} />
        <nav className={styles.navigation} aria-label={t('app-shell:navigation')}>
          {screens.map((each) => (
            <a key={each} href={`#/${each}`} aria-current={each === screen ? 'page' : undefined}>
              {t(`app-${each}:title` satisfies TextKey)}
            </a>
          ))}
        </nav>
      </header>
      {app?.training === true && (
        <aside className={styles.training} aria-label={t('app-training:title')}>
          {t('app-shell:training')}
        </aside>
      )}
      <main id="content" tabIndex={-1} className={styles.main}>
        {connection === 'lost' && (
          <Page>
            <Notice tone="warn" live>
              <p>{t('app-shell:connection.lost')}</p>
            </Notice>
          </Page>
        )}
        {app?.error !== undefined && (
          <Page>
            <ErrorNotice error={app.error} />
          </Page>
        )}
        {screen !== undefined && <View screen={screen} />}
      </main>
      <Tour />
    </>
  );
}

function View({ screen }: { readonly screen: Screen }) {
  const { t } = useTexts();
  const Screen = views[screen];
  return (
    <Suspense fallback={<p className={styles.wait}>{t('app-shell:busy')}</p>}>
      <Screen key={screen} />
    </Suspense>
  );
}

/** A button and no link, because the address's hash belongs to the route. */
function focusContent() {
  document.getElementById('content')?.focus();
}

function Brand({ name }: { readonly name: string }) {
  return (
    <p className={styles.brand}>
      <svg width="28" height="28" viewBox="0 0 28 28" aria-hidden="true">
        <path
          d="M4 20c6 0 4-12 10-12s4 12 10 12"
          fill="none"
          stroke="var(--brand)"
          strokeWidth="3"
          strokeLinecap="round"
        />
        <circle cx="4" cy="20" r="3" fill="var(--brand)" />
        <circle cx="24" cy="20" r="3" fill="var(--paper)" stroke="var(--brand)" strokeWidth="2.4" />
      </svg>
      {name}
    </p>
  );
}
