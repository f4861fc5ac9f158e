import { pictureStyle } from '../picture-style.ts';

/** One pen for every line, one accent for the thing to look at; a scaled part keeps the pen's width. */
export const guideStyle = `${pictureStyle}
.unstrand-picture .guide path,.unstrand-picture .guide rect{vector-effect:non-scaling-stroke;stroke-linecap:round;stroke-linejoin:round}
.unstrand-picture .pen{fill:none;stroke:var(--ink);stroke-width:2.4}
.unstrand-picture .thin{fill:none;stroke:var(--ink);stroke-width:1.6}
.unstrand-picture .pale{fill:none;stroke:var(--muted);stroke-width:2}
.unstrand-picture .solid{fill:var(--paper);stroke:var(--ink);stroke-width:2.4}
.unstrand-picture .soft{fill:var(--panel);stroke:var(--ink);stroke-width:2.4}
.unstrand-picture .dot{fill:var(--ink)}
.unstrand-picture .lines{fill:none;stroke:var(--line);stroke-width:5}
.unstrand-picture .slot{fill:none;stroke:var(--muted);stroke-width:2;stroke-dasharray:5 5}
.unstrand-picture .sheath{fill:none;stroke:var(--ink);stroke-width:11}
.unstrand-picture .core{fill:none;stroke:var(--paper);stroke-width:6.2}
.unstrand-picture .accent{fill:none;stroke:var(--tone);stroke-width:3.2}
.unstrand-picture .accent-solid{fill:var(--tone);stroke:var(--tone);stroke-width:2.4}
.unstrand-picture .accent-soft{fill:var(--paper);stroke:var(--tone);stroke-width:2.8}
.unstrand-picture .glow{fill:var(--tone);opacity:.16}
.unstrand-picture .on-accent{fill:none;stroke:var(--ground);stroke-width:2.6}
.unstrand-picture .label{font-size:15px;font-weight:650;letter-spacing:.03em}
.unstrand-picture .number{fill:var(--ground);font-size:15px;font-weight:700;text-anchor:middle}
.unstrand-picture .middle{text-anchor:middle}
`;
