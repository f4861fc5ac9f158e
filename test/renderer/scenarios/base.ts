import type { HostState, SettingsEntity } from '../../../electron/contract/state.ts';

export const settings: SettingsEntity = {
  language: 'en',
  theme: 'light',
  mode: 'technician',
  operator: 'Ada',
  sound: false,
  fullBackup: true,
  allowUnsigned: false,
  tourDone: true,
};

/** A host with nothing plugged in; scenarios change what they are about. */
export function baseState(changes: Partial<HostState> = {}, chosen: Partial<SettingsEntity> = {}): HostState {
  return {
    app: { '': { version: '0.1.0', platform: 'linux', training: false } },
    settings: { '': { ...settings, ...chosen } },
    profile: {},
    ports: {},
    units: {},
    releases: {},
    keys: {},
    training: {},
    batch: {},
    stations: {},
    nearby: {},
    radio: {},
    'access-point': {},
    ...changes,
  };
}
