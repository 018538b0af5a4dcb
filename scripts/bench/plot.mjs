// Two panels of lines on logarithmic axes, as SVG that reads on light and dark pages alike.
const panel = { width: 330, height: 250 };
const inside = { left: 52, right: 30, top: 40, bottom: 44 };
const colours = ['#2a78d6', '#c2571a'];
const titles = {
  histGradientBoosting: 'Histogram gradient boosting',
  logisticRegression: 'Logistic regression',
};

const tens = (from, to) => Array.from({ length: to - from + 1 }, (_, k) => from + k);
const label = (power) => (power >= 0 ? (10 ** power).toLocaleString('en-US') : String(10 ** power));

/** @param groups [{ model, points: [{ rows, columns, ours, peer }] }], times in any one unit */
export function plot(groups) {
  const values = groups.flatMap(({ points }) => points.flatMap(({ ours, peer }) => [ours, peer]));
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.ceil(Math.log10(Math.max(...values)));
  const panels = [
    { by: 'rows', words: 'rows, of 10 columns', from: 4, to: 6, kept: (p) => p.columns === 10 },
    {
      by: 'columns',
      words: 'columns, of 10,000 rows',
      from: 1,
      to: 3,
      kept: (p) => p.rows === 1e4,
    },
  ];
  const width = panel.width * panels.length;
  const height = panel.height + 26 * 2;
  const drawn = panels.map((one, at) => draw(one, at * panel.width, { groups, low, high }));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="12">
<rect width="${width}" height="${height}" fill="#ffffff"/>
${drawn.join('\n')}
${legend(groups)}
</svg>
`;
}

function draw({ by, words, from, to, kept }, left, { groups, low, high }) {
  const wide = panel.width - inside.left - inside.right;
  const tall = panel.height - inside.top - inside.bottom;
  const x = (value) => left + inside.left + (wide * (Math.log10(value) - from)) / (to - from);
  const y = (value) => inside.top + (tall * (high - Math.log10(value))) / (high - low);
  const round = (value) => value.toFixed(1);
  const floor = inside.top + tall;
  const parts = [
    `<text x="${left + inside.left}" y="22" font-weight="600" fill="#1f2328">Time by ${words}</text>`,
    ...tens(low, high).map((power) => {
      const at = round(y(10 ** power));
      return `<path d="M${left + inside.left} ${at}h${wide}" stroke="#d8dee4"/><text x="${left + inside.left - 6}" y="${at}" dy="4" text-anchor="end" fill="#59636e">${label(power)}</text>`;
    }),
    ...tens(from, to).map(
      (power) =>
        `<text x="${round(x(10 ** power))}" y="${floor + 18}" text-anchor="middle" fill="#59636e">${label(power)}</text>`,
    ),
  ];
  for (const [at, { points }] of groups.entries())
    for (const side of ['ours', 'peer']) {
      const own = points.filter(kept);
      const line = own.map((p) => `${round(x(p[by]))} ${round(y(p[side]))}`);
      const dashes = side === 'peer' ? ' stroke-dasharray="5 4"' : '';
      parts.push(
        `<path d="M${line.join('L')}" fill="none" stroke="${colours[at]}" stroke-width="2"${dashes}/>`,
        ...own.map(
          (p) =>
            `<circle cx="${round(x(p[by]))}" cy="${round(y(p[side]))}" r="3" fill="${colours[at]}"/>`,
        ),
      );
    }
  return parts.join('\n');
}

function legend(groups) {
  return groups
    .map(({ model }, at) => {
      const y = panel.height + 26 * at + 8;
      const line = (x, dashes) =>
        `<path d="M${x} ${y}h28" stroke="${colours[at]}" stroke-width="2"${dashes}/>`;
      const words = (x, text) => `<text x="${x}" y="${y + 4}" fill="#1f2328">${text}</text>`;
      return `${line(52, '')}${words(88, `${titles[model]}, Tabwise`)}${line(330, ' stroke-dasharray="5 4"')}${words(366, 'scikit-learn')}`;
    })
    .join('\n');
}
