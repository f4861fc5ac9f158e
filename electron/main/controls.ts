import type { z } from 'zod';
import { type ControlName, control, isControl, links } from '../contract/control.ts';
import { RecoveryError } from '../core/errors/recovery-error.ts';

/** What main does for a screen; each part is its own file. */
export interface ShellServices {
  askTicket(planHash: string): Promise<string | undefined>;
  openAddress(address: string): Promise<void>;
  printPdf(html: string): Promise<Uint8Array>;
  readonly updates: { readonly possible: boolean; check(): Promise<string | undefined>; install(): Promise<void> };
}

type Answers = { readonly [N in ControlName]: (params: unknown) => Promise<unknown> };

/** The control lane: every call is parsed, and nothing is answered that the contract does not name. */
export function createControls(services: ShellServices): (name: unknown, params: unknown) => Promise<unknown> {
  const answers: Answers = {
    'ask-ticket': async (params) => {
      const ticket = await services.askTicket(parsed('ask-ticket', control['ask-ticket'].params, params).planHash);
      return ticket === undefined ? {} : { ticket };
    },
    'open-link': async (params) => {
      await services.openAddress(links[parsed('open-link', control['open-link'].params, params).link]);
      return {};
    },
    abilities: async (params) => {
      parsed('abilities', control.abilities.params, params);
      return { pdf: true, updates: services.updates.possible };
    },
    'print-pdf': async (params) => {
      const file = await services.printPdf(parsed('print-pdf', control['print-pdf'].params, params).html);
      return { file: Buffer.from(file).toString('base64') };
    },
    'check-update': async (params) => {
      parsed('check-update', control['check-update'].params, params);
      const version = await services.updates.check();
      return version === undefined ? {} : { version };
    },
    'install-update': async (params) => {
      parsed('install-update', control['install-update'].params, params);
      await services.updates.install();
      return {};
    },
  };
  return async (name, params) => {
    if (typeof name !== 'string' || !isControl(name)) {
      throw new RecoveryError('app.unknown-command', { command: String(name).slice(0, 60) });
    }
    return answers[name](params);
  };
}

/** Names the place that was wrong, never the value. */
function parsed<T>(command: ControlName, params: z.ZodType<T>, raw: unknown): T {
  const result = params.safeParse(raw);
  if (!result.success) {
    const at = result.error.issues[0]?.path.join('.') ?? '';
    throw new RecoveryError('app.bad-params', { command, at: at.slice(0, 100) });
  }
  return result.data;
}
