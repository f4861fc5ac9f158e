import type { Scenario } from '../page/fake-bridge.ts';
import { baseState } from './base.ts';
import { batchScenarios } from './batch.ts';
import { guidedScenarios } from './guided.ts';
import { libraryScenarios } from './library.ts';
import { nearbyScenarios } from './nearby.ts';
import { recordScenarios } from './records.ts';
import { settingsScenarios } from './settings.ts';
import { technicianScenarios } from './technician.ts';
import { trainingScenarios } from './training.ts';

const scenarios: Readonly<Record<string, () => Scenario>> = {
  empty: () => ({ state: baseState(), answers: {} }),
  ...batchScenarios,
  ...guidedScenarios,
  ...libraryScenarios,
  ...nearbyScenarios,
  ...recordScenarios,
  ...settingsScenarios,
  ...technicianScenarios,
  ...trainingScenarios,
};

/** A situation by its name; the page's language, theme and mode can be overruled in its address. */
export function findScenario(name: string): Scenario {
  const scenario = scenarios[name]?.();
  if (scenario === undefined) throw new Error(`No scenario ${name}`);
  const asked = new URLSearchParams(window.location.search);
  const before = scenario.state.settings[''];
  const chosen = Object.fromEntries(
    [...asked].filter(([key]) => key === 'language' || key === 'theme' || key === 'mode'),
  );
  return { ...scenario, state: { ...scenario.state, settings: { '': { ...before, ...chosen } as never } } };
}
