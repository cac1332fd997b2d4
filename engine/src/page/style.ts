/** How the page looks, by day and by night. */

export const style = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --panel: #f6f7f9; --ink: #1b1f24; --soft: #5d6673; --line: #d9dee5; --band: #9db4d3; --edge: #4a6fa5;
  --warn: #b07800; --throttle: #1f6fd0; --pause: #8250c4; --cancel: #cf2f2f; --fine: #1a7f48; --limit: #cf2f2f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171c; --panel: #1d2128; --ink: #e6e9ee; --soft: #98a2b0; --line: #333a45; --band: #3d5577; --edge: #88aede;
    --warn: #e3b341; --throttle: #6cb0ff; --pause: #c297ff; --cancel: #ff7b72; --fine: #56d38a; --limit: #ff7b72;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 2rem 1.5rem 4rem; max-width: 72rem; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif;
}
h1 { font-size: 1.6rem; margin: 0 0 .25rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
p { margin: .25rem 0 .75rem; }
ul { padding-left: 1.25rem; overflow-wrap: anywhere; }
.soft { color: var(--soft); }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1rem; }
nav a { color: var(--edge); white-space: nowrap; }
code, pre { font: 13px/1.45 ui-monospace, "SF Mono", Consolas, monospace; }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: .75rem 1rem; overflow-x: auto; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th { white-space: nowrap; text-align: left; font-weight: 600; color: var(--soft); font-size: .85rem; }
th, td { padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
.number + :not(.number) { padding-left: .5rem; }
td.time { white-space: nowrap; font-variant-numeric: tabular-nums; }
td code { color: var(--soft); overflow-wrap: anywhere; }
.badge { font-size: .8rem; font-weight: 600; white-space: nowrap; }
.warn { color: var(--warn); } .throttle { color: var(--throttle); } .pause { color: var(--pause); } .cancel { color: var(--cancel); }
.fine { color: var(--fine); } .noisy { color: var(--warn); } .added { color: var(--fine); } .removed { color: var(--cancel); }
figure { margin: 0 0 1.5rem; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: .75rem 1rem; }
figcaption { font-weight: 600; margin-bottom: .5rem; overflow-wrap: anywhere; }
svg { display: block; width: 100%; height: auto; font: 11px system-ui, sans-serif; }
svg text { fill: var(--soft); } svg .name { fill: var(--ink); }
svg .grid { stroke: var(--line); stroke-width: 1; }
svg .band { fill: var(--band); stroke: var(--edge); stroke-width: 1; stroke-linejoin: round; }
svg .course { fill: none; stroke: var(--edge); stroke-width: 1.5; stroke-linejoin: round; }
svg .bar { fill: var(--band); }
svg .limit { stroke: var(--limit); stroke-width: 1; stroke-dasharray: 4 3; }
svg .fires-warn { fill: var(--warn); } svg .fires-throttle { fill: var(--throttle); }
svg .fires-pause { fill: var(--pause); } svg .fires-cancel { fill: var(--cancel); }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); gap: .75rem; margin: 1.25rem 0; }
.tiles div { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: .6rem .75rem; }
.tiles dt { color: var(--soft); font-size: .85rem; }
.tiles dd { margin: 0; font-size: 1.35rem; font-variant-numeric: tabular-nums; }
.tiles dd.soft { font-size: .85rem; }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; } nav { display: none; }
  figure, tr, .tiles div { break-inside: avoid; } h2 { break-after: avoid; }
  .scroll { overflow: visible; } table { font-size: 8pt; } th { font-size: inherit; white-space: normal; }
  th, td { padding-right: .4rem; } td:first-child { overflow-wrap: anywhere; } .number + :not(.number) { padding-left: .25rem; }
}
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(24rem, 1fr)); gap: 0 1rem; }
.charts svg { max-width: 34rem; }
@media (max-width: 40rem) {
  .charts { grid-template-columns: 1fr; } body { padding: 1rem; }
  figure { overflow-x: auto; } figure svg { min-width: 48rem; } td:last-child:not(.number) { min-width: 13rem; }
  .tiles { grid-template-columns: repeat(auto-fill, minmax(6.5rem, 1fr)); gap: .5rem; } .tiles div { padding: .5rem .75rem; }
}
`;
