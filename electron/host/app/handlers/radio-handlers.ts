import { radioCommands } from '../../../contract/commands/radio.ts';
import type { Desk } from '../desk.ts';
import { action, query, type Routes } from '../route.ts';
import { askNetwork, giveUnitNetwork, scanFromUnit } from '../work/network.ts';

/** Units without a cable: who is around, their networks, and the network that they are to use. */
export function radioRoutes(desk: () => Desk, operator: () => string): Routes<keyof typeof radioCommands> {
  const commands = radioCommands;
  const find = (id: string) => desk().units.find(id);
  return {
    'nearby.scan': action(commands['nearby.scan'], ({ on }) => {
      const { nearby } = desk().radio;
      if (on) nearby.begin();
      else nearby.end();
      return {};
    }),
    'softap.join': action(commands['softap.join'], async (network) => {
      await desk().radio.accessPoint.join({ ...network, password: network.password });
      return {};
    }),
    'softap.leave': action(commands['softap.leave'], async () => {
      await desk().radio.accessPoint.leave();
      return {};
    }),
    'wifi.status': query(commands['wifi.status'], ({ unit }, signal) => askNetwork(find(unit), desk(), signal)),
    'wifi.scan': query(commands['wifi.scan'], ({ unit }, signal) => scanFromUnit(find(unit), desk(), signal)),
    'wifi.set': query(commands['wifi.set'], ({ unit, ...network }, signal) =>
      giveUnitNetwork(find(unit), network, operator(), desk(), signal),
    ),
  };
}
