import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The page alone, as `unstrand serve` and the window of the app show it. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  plugins: [react()],
  build: {
    outDir: fileURLToPath(new URL('../dist/renderer', import.meta.url)),
    emptyOutDir: true,
    // The page's policy forbids inline scripts and fetching, so nothing may be preloaded by script or inlined.
    modulePreload: false,
    assetsInlineLimit: 0,
    target: 'chrome130',
    rolldownOptions: {
      output: {
        // One file for each language: together the texts compress to half, and a person needs one of them.
        codeSplitting: {
          groups: [
            {
              debugName: 'texts',
              test: /locales\/(?!en\/)\w+\//,
              name: (id) => `texts-${/locales\/(\w+)\//.exec(id)?.[1] ?? ''}`,
            },
          ],
        },
      },
    },
  },
});
