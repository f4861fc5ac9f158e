/** What ESP-IDF v3.2 has left for a name beside flags and service UUID in the one packet that it sends (PROTOCOLS §1.2). */
const leastCutName = 8;

/**
 * The unit of a label's name among those that advertise: by the whole name, else the only one whose name is the beginning
 * of it, since old firmware cuts names. Undefined where none or several could be it: its code then proves nothing.
 */
export function findByLabelName<T extends { readonly name?: string | undefined }>(
  heard: Iterable<T>,
  name: string,
): T | undefined {
  const units = [...heard];
  const whole = units.find((unit) => unit.name === name);
  if (whole !== undefined) return whole;
  const [only, ...others] = units.filter((unit) => isCut(unit.name, name));
  return others.length === 0 ? only : undefined;
}

function isCut(heard: string | undefined, name: string): boolean {
  return heard !== undefined && heard.length >= leastCutName && heard.length < name.length && name.startsWith(heard);
}
