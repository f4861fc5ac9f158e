import type { TrainingEntity } from '../../../electron/contract/state.ts';
import lessons from '../../../resources/locales/en/training.json';
import type { Scenario } from '../page/fake-bridge.ts';
import { baseState } from './base.ts';

const chipOf = (id: string) => (id.endsWith('c3') ? 'ESP32-C3' : 'ESP32');
const onCable: TrainingEntity[] = Object.keys(lessons.units).map((id) => {
  return { id, chip: chipOf(id), plugged: id === 'seed', held: false };
});
const withoutCable: TrainingEntity[] = Object.keys(lessons.radio).map((id) => {
  return { id, chip: chipOf(id), plugged: true, held: false, link: id.startsWith('ble') ? 'ble' : 'softap' };
});
const catalogue = Object.fromEntries([...onCable, ...withoutCable].map((unit) => [unit.id, unit]));

/** A host that starts training, and whose virtual units are plugged and held as asked. */
export const trainingScenarios: Readonly<Record<string, () => Scenario>> = {
  training: () => {
    const units = new Map(Object.entries(catalogue));
    const app = { version: '0.1.0', platform: 'linux', training: true };
    const change = (id: string, changes: object, fake: { change: (...all: never[]) => void }) => {
      const value = { ...units.get(id), ...changes };
      units.set(id, value as never);
      fake.change({ kind: 'training', id, value } as never);
      return {};
    };
    return {
      state: baseState(),
      answers: {
        'training.start': (_params, fake) => {
          fake.change(
            { kind: 'app', id: '', value: app },
            ...[...units.values()].map((value) => ({ kind: 'training' as const, id: value.id, value })),
          );
          return {};
        },
        'training.stop': (_params, fake) => {
          fake.change(
            { kind: 'app', id: '', value: { ...app, training: false } },
            ...[...units.keys()].map((id) => ({ kind: 'training' as const, id })),
          );
          return {};
        },
        'training.plug': ({ id }, fake) => change(id, { plugged: true }, fake),
        'training.unplug': ({ id }, fake) => change(id, { plugged: false }, fake),
        'training.label': { name: 'PROV_7B0001', pop: 'abcd1234', username: 'wifiprov' },
        'training.hold-button': ({ id, held }, fake) => change(id, { held }, fake),
      },
    };
  },
};
