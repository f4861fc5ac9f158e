import { trainingCommands } from '../../../contract/commands/training.ts';
import { type Desk, demandRoom } from '../desk.ts';
import { action, query, type Routes } from '../route.ts';

/** Changes between real and virtual units. Throws `app.work-under-way`. */
export type SwitchTraining = (training: boolean) => Promise<void>;

/** Virtual units in the place of real ones. */
export function trainingRoutes(
  desk: () => Desk,
  switchTraining: SwitchTraining,
): Routes<keyof typeof trainingCommands> {
  const commands = trainingCommands;
  return {
    'training.start': action(commands['training.start'], async () => {
      await switchTraining(true);
      return {};
    }),
    'training.stop': action(commands['training.stop'], async () => {
      await switchTraining(false);
      return {};
    }),
    'training.plug': action(commands['training.plug'], async ({ id }) => {
      await demandRoom(desk(), id).plug(id);
      return {};
    }),
    'training.unplug': action(commands['training.unplug'], ({ id }) => {
      demandRoom(desk(), id).unplug(id);
      return {};
    }),
    'training.label': query(commands['training.label'], ({ id }) => demandRoom(desk(), id).labelOf(id)),
    'training.hold-button': action(commands['training.hold-button'], ({ id, held }) => {
      demandRoom(desk(), id).holdButton(id, held);
      return {};
    }),
  };
}
