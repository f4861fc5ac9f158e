import { portLane } from '../../../../electron/host/app/port-lane.ts';

/** A helper that says whatever it hears, once, and then ends. */
process.parentPort.on('message', ({ ports: [port] }) => {
  if (port === undefined) return;
  const lane = portLane(port);
  lane.onMessage((message) => {
    lane.post({ heard: message });
    setTimeout(() => process.exit(0), 100);
  });
});
