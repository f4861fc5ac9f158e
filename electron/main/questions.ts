import type { MessageBoxOptions } from 'electron/main';
import type { PlanToConfirm } from '../contract/supervision.ts';
import type { ShellTexts } from './texts.ts';

/** Index of the button that does it; the other one, the default, does nothing. */
export const agree = 1;

/** What a person reads before data may be lost: the host's description of the plan, and the beginning of its hash. */
export function planQuestion(texts: ShellTexts, plan: PlanToConfirm, planHash: string): MessageBoxOptions {
  const confirmations = plan.confirmations.map(({ code, params }) => `• ${texts(`plan:${code}`, params)}`);
  return {
    type: 'warning',
    title: texts('window:confirm.title'),
    message: texts(`plan:${plan.summary.code}`, plan.summary.params),
    detail: [...confirmations, texts('window:confirm.plan', { hash: planHash.slice(0, 12) })].join('\n\n'),
    buttons: [texts('window:confirm.refuse'), texts('window:confirm.agree')],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  };
}

/** What a person reads who closes the app while units are written. */
export function closeQuestion(texts: ShellTexts): MessageBoxOptions {
  return {
    type: 'warning',
    title: texts('window:close.title'),
    message: texts('window:close.message'),
    detail: texts('window:close.detail'),
    buttons: [texts('window:close.stay'), texts('window:close.anyway')],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  };
}
