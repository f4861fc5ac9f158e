import { type Html, html } from '../../records/report/html.ts';

/** A hand that points to the left; the tip of its finger is at the origin, its arm leaves far to the right. */
export const pointingHand: Html = html`<path class="solid" d="M420-34C330-34 240-30 196-28C180-27 164-26 140-26C118-26 108-14 92-14H12A14 14 0 0 0 12 14H78C66 18 66 34 78 37C68 42 70 57 82 59C76 66 82 78 96 78H152C176 78 190 68 210 64C250 58 330 58 420 58"/>
  <path class="thin" d="M78 14H108M78 37H106M82 59H106M5-6h11a6 6 0 0 1 0 12H5"/>`;

/** Rays around a thing that is pressed briefly; the thing is at the origin. */
export const tapRays: Html = html`<path class="accent" d="M-17-17l-8-8M0-24v-9M17-17l8-8M-17 17l-8 8M17 17l8 8"/>`;
