/** Names of Electron's channels; the preload script imports nothing else of ours. */
export const controlChannel = 'unstrand:control';
/** Main tells the preload script that a new port to the device host comes with this message. */
export const laneChannel = 'unstrand:lane';
/** The preload script hands that port to the page as a window message with this tag (ports cannot cross contextBridge). */
export const laneTag = 'unstrand:lane-port';
/** The page tells main that it listens for files that are opened with the app; main answers with each of them. */
export const fileChannel = 'unstrand:file';
