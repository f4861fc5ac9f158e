/** The style of every picture. Light and dark by what the reader prefers, light on paper; all of it below one class. */
export const pictureStyle = `
.unstrand-picture{--paper:#fff;--ground:#f3f4f7;--panel:#e9ebf1;--ink:#171a21;--muted:#5d6575;--line:#cfd4df;--good:#127a4b;--bad:#b3261e;--help:#3d45c4;--open:#8a5a00;font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
@media screen and (prefers-color-scheme:dark){.unstrand-picture{--paper:#1e222b;--ground:#0f1116;--panel:#171a21;--ink:#e8eaf0;--muted:#9aa3b5;--line:#3a4150;--good:#6fd6a4;--bad:#ff9d94;--help:#a4aaff;--open:#f1c15c}}
.unstrand-picture .ground{fill:var(--ground)}
.unstrand-picture .panel{fill:var(--panel)}
.unstrand-picture text{fill:var(--ink);font-size:13px}
.unstrand-picture .headline{font-size:22px;font-weight:650}
.unstrand-picture .heading{font-size:14px;font-weight:650}
.unstrand-picture .name{font-size:15px;font-weight:600}
.unstrand-picture .small{font-size:12.5px;fill:var(--muted)}
.unstrand-picture .eyebrow{font-size:12px;font-weight:600;fill:var(--muted)}
.unstrand-picture .tone-good{--tone:var(--good)}
.unstrand-picture .tone-bad{--tone:var(--bad)}
.unstrand-picture .tone-help{--tone:var(--help)}
.unstrand-picture .tone-open{--tone:var(--open)}
.unstrand-picture .tone-soon{--tone:var(--open)}
.unstrand-picture .tone-idle{--tone:var(--line)}
.unstrand-picture .said{fill:var(--tone)}
.unstrand-picture .card{fill:var(--paper);stroke:var(--tone);stroke-width:1.5}
.unstrand-picture .ghost .card{stroke-dasharray:6 4}
.unstrand-picture .tone-idle .name{fill:var(--muted)}
.unstrand-picture .link{fill:none;stroke:var(--tone);stroke-width:2.2}
.unstrand-picture .ghost .link{stroke-dasharray:6 4}
.unstrand-picture .head{fill:var(--tone)}
.unstrand-picture .outline{fill:var(--tone)}
.unstrand-picture .sign{fill:none;stroke:var(--ground);stroke-width:2.2;stroke-linecap:round;stroke-linejoin:round}
.unstrand-picture .bar{fill:var(--tone)}
.unstrand-picture .rule{stroke:var(--line);stroke-width:1}
.unstrand-picture .today{stroke:var(--ink);stroke-width:1.5;stroke-dasharray:3 3}
.unstrand-picture .tick{text-anchor:middle;font-variant-numeric:tabular-nums}
`;
