/** A device may name itself anything. */
const maxLength = 128;

type DeviceTexts = Partial<Readonly<Record<'product' | 'serialNumber' | 'driverName' | 'driverVersion', string>>>;

/** Text of a device as a property that is only there where it says something. */
export function deviceText(key: keyof DeviceTexts, text: string | undefined): DeviceTexts {
  const short = text?.trim().slice(0, maxLength) ?? '';
  return short === '' ? {} : { [key]: short };
}
