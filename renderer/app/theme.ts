import { useEffect } from 'react';

/** Light or dark as chosen, or as the system is now; drawings follow through the page's colour scheme. */
export function useTheme(choice: 'system' | 'light' | 'dark'): void {
  useEffect(() => {
    const system = window.matchMedia('(prefers-color-scheme: dark)');
    const apply = () => {
      const theme = choice === 'system' ? (system.matches ? 'dark' : 'light') : choice;
      document.documentElement.dataset.theme = theme;
    };
    apply();
    system.addEventListener('change', apply);
    return () => system.removeEventListener('change', apply);
  }, [choice]);
}
