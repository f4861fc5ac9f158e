import { type SettingsEntity, settingsEntity } from '../../contract/state.ts';
import type { Store } from '../../core/interfaces/store.ts';

const file = 'app/settings.json';

/** What holds until a person chooses otherwise. */
export const defaultSettings: SettingsEntity = {
  language: 'system',
  theme: 'system',
  mode: 'guided',
  operator: '',
  sound: true,
  fullBackup: true,
  allowUnsigned: false,
  tourDone: false,
};

/** What a person chose. A file that is damaged, or of another version, counts as far as its members are good. */
export async function readSettings(store: Store): Promise<SettingsEntity> {
  const bytes = await store.read(file);
  const stored = bytes === undefined ? undefined : parseJson(bytes);
  if (typeof stored !== 'object' || stored === null) return defaultSettings;
  let settings = defaultSettings;
  for (const [name, value] of Object.entries(stored)) {
    const changed = settingsEntity.safeParse({ ...settings, [name]: value });
    if (changed.success) settings = changed.data;
  }
  return settings;
}

/** Durable when resolved. Throws `store.write-failed`. */
export async function writeSettings(store: Store, settings: SettingsEntity): Promise<void> {
  await store.replace(file, new TextEncoder().encode(`${JSON.stringify(settings, null, 2)}\n`));
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
