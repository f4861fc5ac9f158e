import electronUpdater from 'electron-updater';
import type { UpdateSource } from './updates.ts';

/** electron-updater, which checks the signature; it never acts by itself here. */
export function electronUpdateSource(): UpdateSource {
  const { autoUpdater } = electronUpdater;
  autoUpdater.autoDownload = false;
  autoUpdater.autoInstallOnAppQuit = false;
  autoUpdater.logger = null;
  return {
    async newer() {
      const found = await autoUpdater.checkForUpdates();
      return found?.isUpdateAvailable ? found.updateInfo.version.slice(0, 40) : undefined;
    },
    async download() {
      await autoUpdater.checkForUpdates();
      await autoUpdater.downloadUpdate();
    },
    restart: () => autoUpdater.quitAndInstall(),
  };
}
