import { entryName, type TrustCalendar } from '../audit/horizon.ts';
import { shortName } from '../trust/short-name.ts';
import type { HorizonRow } from './horizon-svg.ts';

/** A calendar of firmware as rows of a picture, in its order. */
export function calendarRows({ entries }: TrustCalendar): HorizonRow[] {
  return entries.map((entry) => {
    const { horizon } = entry;
    const name = entryName(entry);
    if (horizon.kind !== 'date') return { name, until: undefined, endsWith: '', hasNoRoot: horizon.kind === 'none' };
    return { name, until: horizon.date, endsWith: shortName(horizon.subject) ?? '' };
  });
}
