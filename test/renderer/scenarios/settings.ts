import type { Scenario } from '../page/fake-bridge.ts';
import { baseState, settings } from './base.ts';

/** A host that keeps what is chosen, and gives out one confirmation for the developer switch. */
export const settingsScenarios: Readonly<Record<string, () => Scenario>> = {
  'settings-guided': () => ({ state: baseState({}, { mode: 'guided' }), answers: {} }),
  settings: () => {
    let current = settings;
    const change = (changes: Partial<typeof settings>, fake: { change: (...all: never[]) => void }) => {
      current = { ...current, ...changes };
      fake.change({ kind: 'settings', id: '', value: current } as never);
      return {};
    };
    return {
      state: baseState(),
      answers: {
        'settings.change': (changes, fake) => change(changes as Partial<typeof settings>, fake),
        'settings.allow-unsigned': ({ allow, confirmation }, fake) =>
          allow && confirmation !== 'once' ? { confirmation: 'once' } : change({ allowUnsigned: allow }, fake),
      },
      control: { abilities: { pdf: true, updates: true }, 'check-update': { version: '0.2.0' }, 'install-update': {} },
    };
  },
};
