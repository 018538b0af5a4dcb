import { markdownText, plainText } from '../text.ts';

/** What a card is made of. All words are plain text: whatever a column is called, the printers let nothing of it be markup. */
export type Block =
  | { readonly kind: 'title' | 'heading' | 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  /** [what it is called, what it is]. */
  | { readonly kind: 'facts'; readonly items: readonly (readonly [string, string])[] }
  | {
      readonly kind: 'table';
      readonly title: string;
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
    }
  /** What no record can tell: a person fills it in. */
  | { readonly kind: 'asks'; readonly items: readonly string[] };

/** A card as Markdown. */
export const cardMarkdown = (blocks: readonly Block[]): string =>
  `${blocks.map(markdownOf).join('\n\n')}\n`;

/** What stands where a person has not yet written. */
const toFill = 'TO BE FILLED IN BY A PERSON';

function markdownOf(block: Block): string {
  switch (block.kind) {
    case 'title':
      return `# ${inMarkdown(block.text)}`;
    case 'heading':
      return `## ${inMarkdown(block.text)}`;
    case 'paragraph':
      return inMarkdown(block.text);
    case 'list':
      return block.items.map((item) => `- ${inMarkdown(item)}`).join('\n');
    case 'facts':
      return block.items
        .map(([name, value]) => `- **${inMarkdown(name)}**: ${inMarkdown(value)}`)
        .join('\n');
    case 'asks':
      return block.items.map((item) => `- [ ] **${inMarkdown(item)}** ${toFill}`).join('\n');
    case 'table':
      return tableMarkdown(block);
  }
}

type TableBlock = Extract<Block, { kind: 'table' }>;

function tableMarkdown(table: TableBlock): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(inMarkdown).join(' | ')} |`;
  const rule = `| ${numeric(table)
    .map((is) => (is ? '---:' : '---'))
    .join(' | ')} |`;
  const { title, head, rows } = table;
  return [`**${inMarkdown(title)}**`, '', line(head), rule, ...rows.map(line)].join('\n');
}

/** Which columns hold amounts: these stand to the right. */
const numeric = ({ head, rows }: TableBlock): readonly boolean[] =>
  head.map((_, k) => k > 0 && rows.every((row) => /^(-?\d|not? |$)/.test(row[k]!)));

/**
 * Inert as `markdownText`, and easier to read where it is not rendered: brackets mean nothing while square ones are escaped, nor
 * do a point that ends a sentence or stands in a number, and a hyphen in a word.
 */
const inMarkdown = (text: string): string =>
  markdownText(text)
    .replace(/\\([()])/g, '$1')
    .replace(/(?<=\d)\\\.(?=\d)|(?<=[\p{L})%])\\\.(?=\s|$)/gu, '.')
    .replace(/(?<=\p{L})\\-(?=\p{L})/gu, '-');

/** A card as one HTML page that opens from disk. It has no script, and its policy allows none and no network. */
export const cardHtml = (blocks: readonly Block[]): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>Model card</title>
<style>
${style}
</style>
</head>
<body>
<main>
${blocks.map(htmlOf).join('\n')}
</main>
</body>
</html>
`;

const style = `:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; overflow-wrap: anywhere; }
h1, h2 { line-height: 1.2; }
h2 { margin-top: 2rem; border-top: 1px solid #8886; padding-top: 1rem; }
div { overflow-x: auto; }
table { border-collapse: collapse; margin: 0.5rem 0 1rem; }
caption { text-align: start; font-weight: 600; padding-bottom: 0.25rem; }
th, td { padding: 0.2rem 0.75rem 0.2rem 0; border-bottom: 1px solid #8884; text-align: start; vertical-align: top; }
.n { text-align: end; font-variant-numeric: tabular-nums; }
tbody th { font-weight: 400; }
dt { font-weight: 600; }
dd { margin: 0 0 0.4rem; }
.ask { border-inline-start: 4px solid #c80; padding-inline-start: 0.75rem; }`;

function htmlOf(block: Block): string {
  switch (block.kind) {
    case 'title':
      return `<h1>${htmlText(block.text)}</h1>`;
    case 'heading':
      return `<h2>${htmlText(block.text)}</h2>`;
    case 'paragraph':
      return `<p>${htmlText(block.text)}</p>`;
    case 'list':
      return `<ul>${block.items.map((item) => `<li>${htmlText(item)}</li>`).join('')}</ul>`;
    case 'facts':
      return `<dl>${block.items.map(([name, value]) => `<dt>${htmlText(name)}</dt><dd>${htmlText(value)}</dd>`).join('')}</dl>`;
    case 'asks':
      return block.items
        .map((item) => `<p class="ask"><strong>${htmlText(item)}</strong> ${toFill}</p>`)
        .join('\n');
    case 'table':
      return tableHtml(block);
  }
}

function tableHtml(table: TableBlock): string {
  const { title, head, rows } = table;
  const right = numeric(table).map((is) => (is ? ' class="n"' : ''));
  const headed = head.map((cell, k) => `<th scope="col"${right[k]}>${htmlText(cell)}</th>`);
  const cells = (row: readonly string[]): string =>
    row
      .map((cell, k) =>
        k === 0
          ? `<th scope="row">${htmlText(cell)}</th>`
          : `<td${right[k]}>${htmlText(cell)}</td>`,
      )
      .join('');
  const lines = rows.map((row) => `<tr>${cells(row)}</tr>`);
  return `<div><table><caption>${htmlText(title)}</caption><thead><tr>${headed.join('')}</tr></thead><tbody>${lines.join('')}</tbody></table></div>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const htmlText = (text: string): string => plainText(text).replace(/[&<>"']/g, (c) => entities[c]!);
