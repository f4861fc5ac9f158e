import { laneTag } from '../../../../electron/contract/channels.ts';
import './page.css';

/** What the suite drives: the preload script's functions, and a lane that is opened anew whenever it ends. */
declare global {
  interface Window {
    readonly unstrand: { openLane(): void };
  }
}

const state: { port: MessagePort | undefined; lanes: number } = { port: undefined, lanes: 0 };
const received: unknown[] = [];
const violations: string[] = [];

function show(id: string, text: string): void {
  const place = document.getElementById(id);
  if (place !== null) place.textContent = text;
}

document.addEventListener('securitypolicyviolation', (event) => {
  violations.push(`${event.effectiveDirective} ${event.blockedURI}`);
  show('violations', violations.join('\n'));
});

/** React Aria puts style elements into the page, with the nonce of the page's policy. */
function addStyleWithNonce(): void {
  const meta = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]');
  const style = document.createElement('style');
  style.nonce = meta?.nonce ?? '';
  style.textContent = '#lane { color: rgb(1, 2, 3); }';
  document.head.append(style);
}

window.addEventListener('message', (event) => {
  const [port] = event.ports;
  if (event.source !== window || event.data !== laneTag || port === undefined) return;
  state.port = port;
  state.lanes += 1;
  port.addEventListener('message', ({ data }) => {
    received.push(data);
    window.dispatchEvent(new CustomEvent('lane', { detail: data }));
  });
  port.addEventListener('close', () => {
    show('lane', `lost ${state.lanes}`);
    window.unstrand.openLane();
  });
  port.start();
  show('lane', `open ${state.lanes}`);
});

Object.assign(window, { received, say: (message: unknown) => state.port?.postMessage(message) });
addStyleWithNonce();
window.unstrand.openLane();
