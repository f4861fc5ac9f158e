import { createRoot } from 'react-dom/client';
import { App } from '../../../renderer/app/App.tsx';
import { createHostClient } from '../../../renderer/bridge/host-client.ts';
import { findScenario } from '../scenarios/scenarios.ts';
import { fakeBridge } from './fake-bridge.ts';
import '../../../renderer/ui/base.css';

/** The app over a fake bridge: `?scenario=NAME#/screen`. */
const root = document.getElementById('app');
const name = new URLSearchParams(window.location.search).get('scenario') ?? '';
if (root !== null) {
  const bridge = fakeBridge(findScenario(name));
  window.fake = bridge;
  createRoot(root).render(<App host={createHostClient(bridge)} bridge={bridge} />);
}
