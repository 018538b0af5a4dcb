import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { catalogue } from '#lib/recipe/findings/catalogue.ts';
import { createHash } from 'node:crypto';
import {
  csp,
  fetchCsp,
  framed,
  framedCsp,
  mayFetch,
  pageCsp,
  securityHeaders,
} from '../../scripts/headers.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const text = (path: string): string => readFileSync(join(root, path), 'utf8');
const inDocs = (folder: string): string[] =>
  readdirSync(join(root, folder)).flatMap((name) => {
    const path = join(folder, name);
    return statSync(join(root, path)).isDirectory() ? inDocs(path) : [path];
  });

const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...inDocs('docs')].filter((path) =>
  path.endsWith('.md'),
);
const decisions = readdirSync(join(root, 'docs/decisions')).sort();
const scripts = Object.keys((JSON.parse(text('package.json')) as { scripts: object }).scripts);
const npmOwn = new Set(['ci', 'install', 'start', 'test']);

/** Code of a page: what stands in fences and between backticks. */
const codeOf = (page: string): string =>
  [...text(page).matchAll(/```[\s\S]*?```|`[^`\n]+`/g)].map(([code]) => code).join('\n');

it.each(pages)('%s links only to what is there', (page) => {
  const links = [...text(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);
  const broken = links.filter(
    (link) =>
      !/^(https?:|#)/.test(link) && !existsSync(resolve(root, dirname(page), link.split('#')[0]!)),
  );
  expect(broken).toEqual([]);
});

it.each(pages)('%s names only npm scripts that exist', (page) => {
  const named = [...codeOf(page).matchAll(/npm (?:run )?([a-z][a-z:0-9-]*)/g)].map(
    ([, name]) => name!,
  );
  expect(named.filter((name) => !scripts.includes(name) && !npmOwn.has(name))).toEqual([]);
});

it.each(pages)('%s names only files and folders that exist', (page) => {
  const paths = [
    ...text(page).matchAll(
      /`((?:src|cli|scripts|tests|docs|static|deploy|\.github)\/[\w./[\]-]*)`/g,
    ),
  ].map(([, path]) => path!);
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

it('README’s two commands are those of package.json', () => {
  expect(text('README.md')).toContain('npm ci && npm start');
  expect(text('README.md')).toContain('npm ci && npm test');
  expect(scripts).toEqual(expect.arrayContaining(['start', 'test', 'bench', 'check']));
});

it('README tells the port on which npm start serves', () => {
  const port = /process\.env\.PORT \?\? (\d+)/.exec(text('scripts/serve.mjs'))![1]!;
  expect(text('README.md')).toContain(`http://localhost:${port}`);
});

it('README shows an example of each command, and all exit codes', () => {
  const readme = text('README.md');
  const main = text('cli/main.ts');
  const commands = [...main.matchAll(/^ {2}\['([a-z]+)', /gm)].map(([, name]) => name!);
  expect(commands.length).toBeGreaterThan(4);
  for (const name of commands)
    expect(readme, name).toMatch(new RegExp(`^npx tabwise ${name} `, 'm'));
  for (const code of [0, 1, 2, 3, 4]) expect(readme).toMatch(new RegExp(`^\\| ${code} `, 'm'));
});

it('architecture.md names every folder of src/lib', () => {
  const folders = readdirSync(join(root, 'src/lib'));
  const page = text('docs/architecture.md');
  expect(folders.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

it('architecture.md names every worker', () => {
  const workers = readdirSync(join(root, 'src/lib/workers')).filter((name) =>
    name.endsWith('.worker.ts'),
  );
  const page = text('docs/architecture.md');
  expect(workers.filter((name) => !page.includes(name))).toEqual([]);
});

it('numbers the decisions without a gap, each with a date, a context, a decision and a consequence', () => {
  decisions.forEach((name, k) => {
    const page = text(`docs/decisions/${name}`);
    expect(name).toMatch(new RegExp(`^${String(k + 1).padStart(4, '0')}-[a-z0-9-]+\\.md$`));
    expect(page, name).toMatch(new RegExp(`^# ${k + 1}\\. `));
    expect(page, name).toMatch(/^\d{4}-\d\d-\d\d, (accepted|superseded by \d{4})$/m);
    for (const part of ['Context', 'Decision', 'Consequence'])
      expect(page, name).toContain(`## ${part}`);
  });
});

it('nginx sends the policy of scripts/headers.mjs', () => {
  const policy = /default "(default-src[^"]+)";/.exec(text('deploy/nginx.conf'))![1]!;
  expect(policy).toBe(csp);
});

it('only the address worker may connect elsewhere, with nginx as with serve.mjs', () => {
  const rule = /~(\S*address\S+) "([^"]+)";/.exec(text('deploy/nginx.conf'))!;
  expect(rule[1]).toBe(mayFetch.source.replaceAll('\\/', '/'));
  expect(rule[2]).toBe(fetchCsp);
  expect(text('scripts/serve.mjs')).toContain('mayFetch.test(');
});

it('the page that runs exported models is set apart by every host and by the service worker, and runs its own script alone', () => {
  const [, pages] = /map \$uri \$pages_policy \{([^}]*)\}/.exec(text('deploy/nginx.conf'))!;
  const rules = [...pages!.matchAll(/(\S+) "([^"]+)";/g)].map(([, where, policy]) => [
    where,
    policy,
  ]);
  expect(rules).toEqual([
    [`~${framed.source.replaceAll('\\/', '/')}`, framedCsp],
    ['default', pageCsp],
  ]);
  expect(text('scripts/serve.mjs')).toContain('framed.test(');
  expect(text('src/service-worker.ts')).toContain(`"${framedCsp}"`);
  const page = text('static/sandbox.html');
  const [, policy] = /content="([^"]+)"/.exec(page)!;
  const [script, ...others] = [...page.matchAll(/<script>([^]*?)<\/script>/g)].map(
    ([, own]) => own!,
  );
  expect(others).toEqual([]);
  const hash = createHash('sha256').update(script!).digest('base64');
  expect(policy).toBe(
    `default-src 'none'; script-src 'sha256-${hash}'; worker-src data:; base-uri 'none'; form-action 'none'`,
  );
});

it('nginx sends the other headers of scripts/headers.mjs, and no more', () => {
  const sent = [
    ...text('deploy/nginx.conf').matchAll(/add_header ([A-Za-z-]+) (?:"([^"]*)"|(\S+)) always;/g),
  ].map(([, name, quoted, plain]) => [name!, quoted ?? plain!] as const);
  const own = new Map(sent.filter(([, value]) => !value.startsWith('$')));
  expect(Object.fromEntries(own)).toEqual(securityHeaders);
});

it('nginx and serve.mjs give every kind of file the same type', () => {
  const served = [...text('scripts/serve.mjs').matchAll(/'\.(\w+)': '([^;']+)/g)].map(
    ([, kind, type]) => `${kind} ${type}`,
  );
  const block = /types \{([\s\S]*?)\}/.exec(text('deploy/nginx.conf'))![1]!;
  const sent = [...block.matchAll(/(\S+\/\S+) ([^;]+);/g)].flatMap(([, type, kinds]) =>
    kinds!.split(' ').map((kind) => `${kind} ${type}`),
  );
  expect(sent.sort()).toEqual(served.sort());
});

it('a page’s own policy and the header’s allow the same, but for framing and the hashes', () => {
  const config = text('svelte.config.js');
  for (const directive of csp.split('; ')) {
    const [name, ...sources] = directive.split(' ');
    if (name === 'frame-ancestors') continue;
    const listed = new RegExp(`'${name}': \\[([^\\]]*)\\]`).exec(config)?.[1] ?? '';
    const own = [...listed.matchAll(/'([^']+)'/g)].map(([, source]) => source!);
    expect(own, name).toEqual(sources.map((source) => source.replaceAll("'", '')));
  }
});

it('the container and CI run what the README says', () => {
  expect(text('Dockerfile')).toContain('npm run build');
  expect(text('.ci/run')).toMatch(/npm ci\nnpm test\n$/);
  expect(text('.github/workflows/ci.yml')).toContain('.ci/run');
});

it('benchmarks.json and benchmarks.md hold the same cases', () => {
  const entries = JSON.parse(text('docs/benchmarks.json')) as { id: string }[];
  const page = text('docs/benchmarks.md');
  const listed = [...page.matchAll(/^\| `([\w.-]+)`/gm)].map(([, id]) => id!);
  expect(entries.length).toBeGreaterThan(0);
  expect(listed).toEqual(entries.map((entry) => entry.id));
  for (const entry of entries)
    expect(Object.keys(entry)).toEqual([
      'id',
      'rows',
      'columns',
      'threads',
      'ratio',
      'scoreOurs',
      'scorePeer',
      'peer',
      'date',
    ]);
});

it('keeps every page of docs reachable from the README', () => {
  const reached = new Set<string>();
  const visit = (page: string): void => {
    if (reached.has(page)) return;
    reached.add(page);
    for (const [, link] of text(page).matchAll(/\]\(([^)\s#]+)\)/g)) {
      if (/^https?:/.test(link!)) continue;
      const path = relative(root, resolve(root, dirname(page), link!));
      if (path.endsWith('.md')) visit(path);
      else if (path === 'docs/decisions') decisions.forEach((name) => visit(join(path, name)));
    }
  };
  visit('README.md');
  expect(pages.filter((page) => !reached.has(page))).toEqual([]);
});

it('docs/quality-score.md says of every rule what it takes at most', () => {
  const rows = [...text('docs/quality-score.md').matchAll(/^\| `([a-z-]+)`\s*\| (\d+)\s*\|/gm)];
  expect(rows.map(([, id, most]) => [id, Number(most)])).toEqual(
    catalogue.map((r) => [r.id, r.most]).toSorted(byPlace(rows.map(([, id]) => id!))),
  );
});

const byPlace =
  (order: readonly string[]) =>
  ([a]: (string | number)[], [b]: (string | number)[]): number =>
    order.indexOf(String(a)) - order.indexOf(String(b));
