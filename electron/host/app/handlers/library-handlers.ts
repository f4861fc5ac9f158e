import { libraryCommands } from '../../../contract/commands/library.ts';
import type { SettingsEntity } from '../../../contract/state.ts';
import { enrollKey, revokeKey } from '../../../core/release/keys.ts';
import type { Desk } from '../desk.ts';
import type { DeveloperSwitch } from '../developer-switch.ts';
import { action, query, type Routes } from '../route.ts';

/** Members that are absent or undefined stay as they are. */
export type SettingsChange = { readonly [M in keyof SettingsEntity]?: SettingsEntity[M] | undefined };

/** Changes what a person chose; durable when resolved. */
export type ChangeSettings = (change: SettingsChange) => Promise<void>;

/** Releases, keys, settings. */
export function libraryRoutes(
  desk: () => Desk,
  changeSettings: ChangeSettings,
  developerSwitch: DeveloperSwitch,
): Routes<keyof typeof libraryCommands> {
  const commands = libraryCommands;
  const now = () => desk().workspace.clock.now();
  return {
    'release.install': action(commands['release.install'], ({ file }) =>
      desk().releases.install(new Uint8Array(Buffer.from(file, 'base64'))),
    ),
    'release.inspect': query(commands['release.inspect'], async ({ release }) => {
      const { manifest } = (await desk().releases.open(release)).release;
      return { manifest };
    }),
    'release.remove': action(commands['release.remove'], async ({ release }) => {
      await desk().releases.remove(release);
      return {};
    }),
    'key.enrol': action(commands['key.enrol'], async ({ pem, name }) => {
      await desk().releases.changeKeys((ring) => enrollKey(ring, pem, name, now()));
      return {};
    }),
    'key.revoke': action(commands['key.revoke'], async ({ key }) => {
      await desk().releases.changeKeys((ring) => revokeKey(ring, key, now()));
      await desk().profiles.refresh();
      return {};
    }),
    'settings.allow-unsigned': action(commands['settings.allow-unsigned'], (change) => developerSwitch(change)),
    'settings.change': action(commands['settings.change'], async (change) => {
      await changeSettings(change);
      return {};
    }),
  };
}
