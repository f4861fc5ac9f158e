import { type Html, html } from '../../records/report/html.ts';

/** A laptop of 180 by 132 with what is on its screen; the screen's inside begins at 22, 14 and is 136 by 82. */
export function laptop(onScreen: Html): Html {
  return html`<rect class="solid" x="12" y="4" width="156" height="102" rx="9"/>
    <rect class="soft" x="22" y="14" width="136" height="82" rx="3"/>
    ${onScreen}
    <path class="solid" d="M2 106H178L172 122a8 8 0 0 1-7 5H15a8 8 0 0 1-7-5z"/>
    <path class="thin" d="M74 106l4 7h24l4-7"/>`;
}

/** Where a plug meets the laptop's right side. */
export const laptopSocket = { x: 175, y: 115 };

/** A window of a program, 150 by 92, with its content; tones colour its frame. */
export function programWindow(content: Html): Html {
  return html`<rect class="accent-soft" width="150" height="92" rx="9"/>
    <path class="accent" d="M0 22H150"/>
    <path class="accent-solid" d="M13 11h.1M23 11h.1M33 11h.1"/>
    ${content}`;
}
