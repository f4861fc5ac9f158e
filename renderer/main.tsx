import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { findBridge } from './bridge/find-bridge.ts';
import { createHostClient } from './bridge/host-client.ts';
import './ui/base.css';

const root = document.getElementById('app');
if (root === null) throw new Error('The page has no place for the app');
const bridge = findBridge();
createRoot(root).render(<App host={createHostClient(bridge)} bridge={bridge} />);
