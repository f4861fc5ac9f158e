import type { BatchState } from '../core/batch/batch-state.ts';
import type { StationState } from '../core/batch/station.ts';
import type { Batch } from '../host/batch/batch.ts';
import type { CliContext } from './context.ts';
import { renderCounters, renderStation } from './render/batch.ts';

/** Shows a running batch: a table that is drawn anew on a terminal, else a line whenever a station comes to another phase. */
export function batchView(context: CliContext, batch: Batch): { end(): void } {
  const { stderr } = context.io;
  if (stderr.isTTY === true && !context.json) return liveTable(context, batch);
  const shown = new Map<string, string>();
  const tell = (stations: readonly StationState[]) => {
    for (const station of stations) {
      const state = stateOf(station);
      if (shown.get(station.id) === state) continue;
      shown.set(station.id, state);
      context.say(renderStation(station, context));
    }
  };
  tell(batch.state().stations);
  return { end: batch.subscribe(({ stations }) => tell(stations)) };
}

/** What a new line is worth: another phase, or that a person is needed for it. */
function stateOf({ phase }: StationState): string {
  return phase.kind === 'running' && phase.needs !== undefined ? `${phase.kind} ${phase.needs}` : phase.kind;
}

/** A line that is too long is cut by the terminal: wrapped, it would throw the count of lines out. */
const [noWrap, wrap] = ['\u001b[?7l', '\u001b[?7h'];

function liveTable(context: CliContext, batch: Batch): { end(): void } {
  const { stderr } = context.io;
  let height = 0;
  const draw = (state: BatchState) => {
    const lines = [...state.stations.map((station) => renderStation(station, context)), renderCounters(state, context)];
    const up = height === 0 ? '' : `\u001b[${height}A`;
    stderr.write(`${up}\u001b[J${noWrap}${lines.join('\n')}\n${wrap}`);
    height = lines.length;
  };
  draw(batch.state());
  return { end: batch.subscribe(({ state }) => draw(state)) };
}
