/** The style of a report: light, dark, and on paper. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #1c2430; --dim: #5b6675; --paper: #fff; --edge: #d8dde4;
  --good: #1a7f4b; --bad: #c2321f; --warn: #a15c00; --fault: #c2321f33; --healing: #d9970033;
  --c1: #1f6fb5; --c2: #c2571a; --c3: #2c8a57; --c4: #8a4fb0; --c5: #a3384f; --c6: #5f6b22; }
@media (prefers-color-scheme: dark) { :root { --ink: #e3e8ef; --dim: #9aa5b4; --paper: #14181e; --edge: #333b46;
  --good: #55c88b; --bad: #ff7a66; --warn: #e7ae4b; --fault: #ff7a6640; --healing: #e7ae4b33;
  --c1: #6db3f2; --c2: #f2a068; --c3: #6fd19c; --c4: #c79be8; --c5: #ee8ba0; --c6: #b9c76a; } }
@media print { :root { --ink: #000; --dim: #444; --paper: #fff; --edge: #bbb; color-scheme: light; }
  figure, table { break-inside: avoid; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 24px; max-width: 1120px; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
h1 { font-size: 22px; margin: 0 0 4px; } h2 { font-size: 17px; margin: 28px 0 8px; }
.verdict { font-size: 18px; font-weight: 600; } .passed { color: var(--good); } .failed, .not-proven { color: var(--bad); }
.dim { color: var(--dim); } .remark { color: var(--warn); } .wrong { color: var(--bad); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 14px; }
th, td { text-align: left; padding: 4px 14px 4px 0; border-bottom: 1px solid var(--edge); vertical-align: top; }
th { color: var(--dim); font-weight: 500; }
figure { margin: 16px 0; } figcaption { color: var(--dim); font-size: 14px; } svg { width: 100%; height: auto; display: block; }
svg text { font: 11px system-ui, sans-serif; fill: var(--dim); } .fault-name { fill: var(--bad); }
.grid { stroke: var(--edge); } .client { fill: none; stroke-width: 1.4; stroke-linejoin: round; stroke-linecap: round; }
.client-1 { stroke: var(--c1); } .client-2 { stroke: var(--c2); } .client-3 { stroke: var(--c3); }
.client-4 { stroke: var(--c4); } .client-5 { stroke: var(--c5); } .client-6 { stroke: var(--c6); }
.fault { fill: var(--fault); } .healing { fill: var(--healing); } .view { stroke: var(--ink); stroke-width: 1.5; }
.lane.synced { fill: var(--good); } .lane.joining { fill: var(--warn); } .lane.held-up { fill: var(--c4); }
.lane.non-primary { fill: var(--bad); } .lane.no-answer { fill: var(--dim); opacity: .5; }
code { font: 13px ui-monospace, monospace; overflow-wrap: anywhere; }
`;
