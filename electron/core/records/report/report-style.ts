/** The style of a report. A constant: its hash stands in the page's content policy. */
export const reportStyle = `
:root{--paper:#fff;--ground:#f3f4f7;--ink:#171a21;--muted:#5d6575;--line:#dfe2ea;--soft:#f6f7fa;--brand:#3d45c4;
--good:#127a4b;--good-soft:#e4f4ec;--warn:#8a5a00;--warn-soft:#fdf1d8;--bad:#b3261e;--bad-soft:#fbe7e5;
--boot:#4a5266;--table:#767f95;--settings:#1b7f86;--selection:#b7791f;--app:#c9cdf3;--app-ink:#2a2f7d;--running:#3d45c4;--data:#a8cdb9;--data-ink:#16442d;--kept:#2f9e6b;--written:#d9482b;--proof:#fff3b8}
@media (prefers-color-scheme:dark){:root{--paper:#171a21;--ground:#0f1116;--ink:#e8eaf0;--muted:#9aa3b5;--line:#2c313d;--soft:#1e222b;--brand:#a4aaff;
--good:#6fd6a4;--good-soft:#12301f;--warn:#f1c15c;--warn-soft:#33270c;--bad:#ff9d94;--bad-soft:#3a1614;
--boot:#6b748a;--table:#8d96ab;--settings:#2d9aa1;--selection:#c78d36;--app:#363c86;--app-ink:#d9dcff;--running:#5d66ea;--data:#2c5a43;--data-ink:#d3efe0;--kept:#4cc58c;--written:#ff7a5c;--proof:#4a4213}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;-webkit-text-size-adjust:100%}
.page{max-width:960px;margin:0 auto;padding:28px 20px 64px}
.masthead{display:flex;justify-content:space-between;align-items:center;color:var(--muted);margin-bottom:18px}
.brand{display:flex;align-items:center;gap:8px;font-weight:650;font-size:17px;color:var(--ink);letter-spacing:-.01em}
.brand .mark{width:24px;height:24px;fill:none;stroke:var(--brand);stroke-width:2.4;stroke-linecap:round}
.brand circle{fill:var(--paper)}
section{background:var(--paper);border:1px solid var(--line);border-radius:12px;padding:24px 28px;margin:0 0 16px}
h1,h2,h3,p,dl,ul,pre{margin:0}
p.note{margin:4px 0 8px}
h1{font-size:34px;line-height:1.15;letter-spacing:-.022em;font-weight:680}
h2{font-size:18px;letter-spacing:-.01em;font-weight:650;margin-bottom:14px}
h3{font-size:13px;font-weight:600;color:var(--muted);margin-bottom:6px}
p+p,p+.note,.note+p{margin-top:8px}
a{color:var(--brand)}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.9em;overflow-wrap:anywhere}
small{font-size:12.5px}
.muted{color:var(--muted)}
.eyebrow{color:var(--muted);font-size:13px;font-weight:600;margin-bottom:6px}
.summary{border-top:6px solid var(--tone);padding-top:22px}
.summary h1{color:var(--tone)}
.lead{font-size:17px;line-height:1.5;margin-top:8px;max-width:62ch}
.tone-good{--tone:var(--good);--tone-soft:var(--good-soft)}.tone-warn{--tone:var(--warn);--tone-soft:var(--warn-soft)}.tone-bad{--tone:var(--bad);--tone-soft:var(--bad-soft)}
.note{background:var(--warn-soft);border-left:4px solid var(--warn);border-radius:6px;padding:12px 16px;margin:14px 0}
.note[class*=tone]{background:var(--tone-soft);border-color:var(--tone)}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(200px,42%),1fr));gap:14px 24px;margin-top:22px;padding-top:20px;border-top:1px solid var(--line)}
dt{color:var(--muted);font-size:13px}
dd{margin:0;overflow-wrap:anywhere}
.facts dd{font-weight:550}
.cards{display:grid;grid-template-columns:1fr 1fr;gap:16px}
.card{background:var(--soft);border:1px solid var(--line);border-radius:10px;padding:16px 18px;min-width:0}
.version{font-size:24px;font-weight:650;letter-spacing:-.015em;line-height:1.25;overflow-wrap:anywhere}
.version+.muted{margin:0 0 12px}
.badge{display:inline-block;padding:2px 10px;border-radius:99px;font-size:13px;font-weight:600;color:var(--tone);background:var(--tone-soft)}
.reasons{padding-left:18px;margin:10px 0}
pre{white-space:pre-wrap;background:var(--soft);border:1px solid var(--line);border-radius:8px;padding:12px 14px;line-height:1.5}
.quote{margin:8px 0}
.card .quote{background:var(--paper)}
.log{font-size:12.5px;margin-bottom:8px}
mark{background:var(--proof);color:inherit;border-radius:3px;box-shadow:0 0 0 2px var(--proof)}
.scroll{overflow-x:auto}
.scroll:last-child table{margin-bottom:0}
table{border-collapse:collapse;width:100%;margin:4px 0 12px;font-size:14px}
th{text-align:left;font-size:12.5px;font-weight:600;color:var(--muted);white-space:nowrap}
th,td{padding:7px 16px 7px 0;border-bottom:1px solid var(--line);vertical-align:top}
th:last-child,td:last-child{padding-right:0}
tbody tr:last-child td{border-bottom:0}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.nowrap{white-space:nowrap}
.gone td:first-child strong{text-decoration:line-through;color:var(--muted)}
.duration{width:120px}
.share{display:block;width:100px;height:4px;margin:4px 0 0 auto;background:var(--line);border-radius:2px}
.share rect{fill:var(--brand)}
.map,.picture svg{display:block;width:100%;min-width:680px;height:auto}
.map{font-family:inherit}
.picture{margin:20px 0 0}
.picture figcaption{font-size:13px;font-weight:600;color:var(--muted);margin-bottom:8px}
.map text{font-size:12px;fill:var(--muted);text-anchor:middle}
.map .caption{text-anchor:start;font-weight:600}
.map .tick{font-size:11px;text-anchor:start;font-variant-numeric:tabular-nums}
.map .tick[text-anchor=middle]{text-anchor:middle}.map .tick[text-anchor=end]{text-anchor:end}
.map .free{fill:var(--soft);stroke:var(--line)}
.map g rect{stroke:var(--paper);stroke-width:1}
.map .name{font-weight:650;fill:#fff}.map .version{font-size:11px;fill:#fff}
.map .k-app text{fill:var(--app-ink)}.map .k-data text{fill:var(--data-ink)}
.lens{fill:none;stroke:var(--muted);stroke-width:1;stroke-dasharray:3 3}
.k-boot{fill:var(--boot);--swatch:var(--boot)}.k-table{fill:var(--table);--swatch:var(--table)}.k-settings{fill:var(--settings);--swatch:var(--settings)}.k-selection{fill:var(--selection);--swatch:var(--selection)}.k-app{fill:var(--app);--swatch:var(--app)}.k-running{fill:var(--running);--swatch:var(--running)}.k-data{fill:var(--data);--swatch:var(--data)}
.c-written{fill:var(--written);--swatch:var(--written)}.c-kept{fill:var(--kept);--swatch:var(--kept)}
.swatch{display:inline-block;width:11px;height:11px;border-radius:3px;background:var(--swatch);margin-right:8px}
.swatch.strip{height:5px;width:16px;vertical-align:middle}
.legend{display:flex;flex-wrap:wrap;gap:4px 20px;margin:12px 0 18px;font-size:13px;color:var(--muted)}
.hashes{display:grid;grid-template-columns:max-content 1fr;gap:6px 20px;margin-top:14px}
.simulated{background:var(--warn-soft);color:var(--warn);border:1px solid var(--warn);border-radius:10px;padding:12px 18px;font-weight:600;margin-bottom:16px}
article{position:relative}
.watermark{position:absolute;inset:0;width:100%;height:100%;pointer-events:none;z-index:1}
.watermark text{font-size:64px;font-weight:800;letter-spacing:.04em;fill:var(--ink);opacity:.055}
article+article{margin-top:40px}
@media (max-width:640px){.cards{grid-template-columns:1fr}section{padding:20px 18px}h1{font-size:28px}.hashes{grid-template-columns:1fr;gap:2px}.hashes dd{margin-bottom:8px}}
@page{margin:14mm}
@media print{:root{--paper:#fff;--ground:#fff;--ink:#000;--muted:#444;--line:#ccc;--soft:#f6f7fa;--brand:#3d45c4;--good:#127a4b;--good-soft:#e4f4ec;--warn:#8a5a00;--warn-soft:#fdf1d8;--bad:#b3261e;--bad-soft:#fbe7e5;--app:#c9cdf3;--app-ink:#2a2f7d;--running:#3d45c4;--data:#a8cdb9;--data-ink:#16442d;--proof:#fff3b8}
body{font-size:10.5pt;-webkit-print-color-adjust:exact;print-color-adjust:exact}.page{max-width:none;padding:0}
section{border:0;border-top:1px solid var(--line);border-radius:0;padding:14px 0;margin:0}.scroll{overflow:visible}.map,.picture svg{min-width:0}
h2,h3,thead{break-after:avoid}tr,.card,.map,.picture,.note,.proof{break-inside:avoid}article+article{break-before:page;margin:0}}
`;
