import { useSyncExternalStore } from 'react';

export const screens = ['guided', 'technician', 'batch', 'records', 'library', 'settings', 'training'] as const;
export type Screen = (typeof screens)[number];

/** Where in the app a person is: `#/technician/u1` is screen `technician` with the unit `u1`. */
export interface Route {
  readonly screen: Screen | undefined;
  readonly item: string | undefined;
}

export function parseRoute(hash: string): Route {
  const [, screen, item] = hash.replace(/^#/, '').split('/');
  return { screen: screens.find((each) => each === screen), item: item === '' ? undefined : item };
}

export function goTo(screen: Screen, item?: string): void {
  window.location.hash = item === undefined ? `/${screen}` : `/${screen}/${encodeURIComponent(item)}`;
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(
    (listener) => {
      window.addEventListener('hashchange', listener);
      return () => window.removeEventListener('hashchange', listener);
    },
    () => window.location.hash,
  );
  return parseRoute(hash);
}
