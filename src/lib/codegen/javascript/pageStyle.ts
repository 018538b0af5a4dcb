/** The look of predictor.html: both themes, down to a phone. */
export const pageStyle = `:root { color-scheme: light dark; --line: light-dark(#d5dae1, #454c57);
--muted: light-dark(#57606d, #a9b2bf); --accent: light-dark(#0b5cad, #8bbcf0);
--warn: light-dark(#8a4b00, #f0b866); --ground: light-dark(#fff, #1f242b); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1040px; padding: 16px; background: var(--ground);
font: 15px/1.45 system-ui, sans-serif; color: light-dark(#1b2129, #e8ebef); }
h1 { font-size: 22px; margin: 0; overflow-wrap: anywhere; } h2 { font-size: 15px; margin: 0 0 8px; }
p { margin: 4px 0; } header p, .muted { color: var(--muted); } .warn { color: var(--warn); }
main { display: grid; gap: 16px; grid-template-columns: 1fr 1fr; margin-top: 16px; }
section { border: 1px solid var(--line); border-radius: 8px; padding: 16px; min-width: 0; }
.wide { grid-column: 1 / -1; } form { display: grid; gap: 8px; }
form label { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 8px;
align-items: center; overflow-wrap: anywhere; }
input:not([type=file]), button { font: inherit; padding: 6px 8px; border: 1px solid var(--line);
border-radius: 6px; background: transparent; color: inherit; width: 100%; min-height: 36px; }
button { width: auto; cursor: pointer; margin: 8px 0; border-color: var(--accent); color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
#drop { display: block; border: 1px dashed var(--line); border-radius: 8px; padding: 16px; }
#drop.over { border-color: var(--accent); } .big { font-size: 24px; overflow-wrap: anywhere; }
.bar { display: grid; grid-template-columns: minmax(0, 1fr) 2fr 64px; gap: 8px; overflow-wrap: anywhere; }
meter { width: 100%; height: 16px; }
meter::-webkit-meter-optimum-value { background: var(--accent); }
meter::-moz-meter-bar { background: var(--accent); } #table { overflow-x: auto; }
table { border-collapse: collapse; } td, th { text-align: start; padding: 2px 12px 2px 0;
border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; white-space: nowrap;
max-width: 320px; overflow: hidden; text-overflow: ellipsis; }
@media (max-width: 700px) { main { grid-template-columns: minmax(0, 1fr); } }`;
