import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

/** Files of the app's own folder, beside `resources/`: code finds words and catalogues by the way from `out/main`. */
const outDir = 'out';

/**
 * The app for the Electron that it ships with: main, the device host and its helper as ES modules with packages left where
 * they are, the preload script as one CommonJS file (a sandboxed preload script can be nothing else), the page as Vite
 * builds it.
 */
export default defineConfig({
  main: {
    build: {
      outDir: `${outDir}/main`,
      // Sockets that a Bluetooth library brings: no dependencies of ours, and native.
      externalizeDeps: { include: ['@abandonware/bluetooth-hci-socket', '@stoprocent/bluetooth-hci-socket'] },
      rolldownOptions: {
        input: {
          main: 'electron/main/main.ts',
          'device-host': 'electron/host/app/process.ts',
          'ble-helper': 'electron/host/ble/ble-process.ts',
        },
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: `${outDir}/preload`,
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: 'electron/preload/preload.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [react()],
    build: {
      outDir: `${outDir}/renderer`,
      // The page's policy forbids inline scripts and fetching, so nothing may be preloaded by script or inlined.
      modulePreload: false,
      assetsInlineLimit: 0,
      rolldownOptions: { input: 'renderer/index.html' },
    },
  },
});
