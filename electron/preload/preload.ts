import { contextBridge, ipcRenderer } from 'electron/renderer';
import { controlChannel, laneChannel, laneTag } from '../contract/channels.ts';
import type { ControlName, ControlParams } from '../contract/control.ts';

/** One function of the control lane. What comes back is a `controlReply`, which the page parses. */
function call<N extends ControlName>(name: N): (params: ControlParams<N>) => Promise<unknown> {
  return (params) => ipcRenderer.invoke(controlChannel, name, params);
}

/** All that the page can reach: nothing of Electron, only what main answers and parses. */
const bridge = Object.freeze({
  /** Asks for a port to the device host; it comes as a window message once the host is there. */
  openLane: () => ipcRenderer.send(laneChannel),
  askTicket: call('ask-ticket'),
  openLink: call('open-link'),
  abilities: call('abilities'),
  printPdf: call('print-pdf'),
  checkUpdate: call('check-update'),
  installUpdate: call('install-update'),
});

contextBridge.exposeInMainWorld('unstrand', bridge);
ipcRenderer.on(laneChannel, (event) => window.postMessage(laneTag, location.origin, [...event.ports]));
