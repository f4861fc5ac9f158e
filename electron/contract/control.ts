import { z } from 'zod';
import { command } from './commands/define.ts';
import { errorEnvelope } from './envelope.ts';

const nothing = z.strictObject({});

/** Pages of others that a screen may ask to be opened, by name: a screen never names an address. */
export const links = {
  'driver-cp210x': 'https://www.silabs.com/developer-tools/usb-to-uart-bridge-vcp-drivers',
  'driver-ch34x': 'https://www.wch-ic.com/downloads/category/27.html',
  'driver-ftdi': 'https://ftdichip.com/drivers/vcp-drivers/',
  'driver-pl2303': 'https://www.prolific.com.tw/en/portfolio-item/pl2303gc/',
} as const satisfies Record<string, `https://${string}`>;

export type LinkName = keyof typeof links;

/**
 * The control lane: what the window's owner answers itself (main in Electron, the server under `serve`), because a screen
 * must not be able to: agree to losing data, open pages, write files, replace the app.
 */
export const control = {
  /** Asks the person, in a dialog that no screen can draw, to agree to the plan of this hash; a one-time ticket, or none. */
  'ask-ticket': command(
    z.strictObject({ planHash: z.string().regex(/^[0-9a-f]{64}$/) }),
    z.strictObject({ ticket: z.string().max(100).optional() }),
  ),
  'open-link': command(z.strictObject({ link: z.enum(Object.keys(links) as [LinkName, ...LinkName[]]) }), nothing),
  /** Whether a page of the app can be saved as PDF here, and whether the app updates itself. */
  abilities: command(nothing, z.strictObject({ pdf: z.boolean(), updates: z.boolean() })),
  /** A report page of a record or a shift as PDF, base64. */
  'print-pdf': command(z.strictObject({ html: z.string().max(20_000_000) }), z.strictObject({ file: z.base64() })),
  'check-update': command(nothing, z.strictObject({ version: z.string().max(40).optional() })),
  /** Refused with `app.job-runs` while the device host works on a unit. */
  'install-update': command(nothing, nothing),
} as const;

export type ControlName = keyof typeof control;
export type ControlParams<N extends ControlName> = z.input<(typeof control)[N]['params']>;
export type ControlResult<N extends ControlName> = z.output<(typeof control)[N]['result']>;

/** What answers on the control lane: a value or a coded error, as in the device lane. */
export const controlReply = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), value: z.unknown() }),
  z.strictObject({ ok: z.literal(false), error: errorEnvelope }),
]);

export type ControlReply = z.infer<typeof controlReply>;

export function isControl(name: string): name is ControlName {
  return Object.hasOwn(control, name);
}
