import type { Scenario } from '../page/fake-bridge.ts';
import { baseState } from './base.ts';
import { guidedScenarios } from './guided.ts';
import { technicianScenarios } from './technician.ts';

const scenarios: Readonly<Record<string, () => Scenario>> = {
  empty: () => ({ state: baseState(), answers: {} }),
  ...guidedScenarios,
  ...technicianScenarios,
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
