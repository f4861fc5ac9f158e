import { escapeHtml } from '../core/records/escape-html.ts';
import type { Confirmation } from './confirmations.ts';

/** Looks a text up by `<file>:<path>`. */
export type Texts = (key: string, params?: Readonly<Record<string, unknown>>) => string;

const style = `:root{color-scheme:light dark}body{font:17px/1.5 system-ui,sans-serif;max-width:36rem;margin:8vh auto;padding:0 1.25rem}
h1{font-size:1.6rem;line-height:1.25}li{margin:.5rem 0}label{display:block;font-weight:600;margin-top:1.5rem}
input{font:inherit;font-family:ui-monospace,monospace;padding:.6rem .8rem;width:14rem;margin-top:.4rem}
button{font:inherit;font-weight:600;padding:.7rem 1.4rem;margin:1.25rem .75rem 0 0;min-height:44px}.wrong{color:#b3261e;font-weight:600}`;

/** The question, as a page without any script: nothing that runs in the app can draw, read or answer it. */
export function confirmPage({ id, words }: Confirmation, isWrong: boolean, nonce: string, texts: Texts): string {
  const t = (key: string) => escapeHtml(texts(`serve:${key}`));
  const warnings = words.warnings.map((warning) => `<li>${escapeHtml(warning)}</li>`).join('');
  return page(
    t('confirm.title'),
    `<p>${escapeHtml(words.summary)}</p><ul>${warnings}</ul>
    ${isWrong ? `<p class="wrong" role="alert">${t('confirm.wrong')}</p>` : ''}
    <form method="post" action="/confirm/${escapeHtml(id)}">
      <label for="typed">${t('confirm.type')}</label>
      <input id="typed" name="typed" autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="20" autofocus>
      <div><button name="answer" value="yes">${t('confirm.yes')}</button><button name="answer" value="no">${t('confirm.no')}</button></div>
    </form>`,
    nonce,
  );
}

/** What is shown once it is answered. */
export function answeredPage(isGiven: boolean, nonce: string, texts: Texts): string {
  const text = escapeHtml(texts(isGiven ? 'serve:confirm.given' : 'serve:confirm.refused'));
  return page(escapeHtml(texts('serve:confirm.title')), `<p role="status">${text}</p>`, nonce);
}

/** What whoever comes without the cookie sees. */
export function strangerPage(nonce: string, texts: Texts): string {
  return page(escapeHtml(texts('serve:stranger.title')), `<p>${escapeHtml(texts('serve:stranger.text'))}</p>`, nonce);
}

function page(title: string, body: string, nonce: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>${title}</title><style nonce="${nonce}">${style}</style></head><body><main><h1>${title}</h1>${body}</main></body></html>`;
}
