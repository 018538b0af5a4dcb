/** The layers of docs/architecture.md: who may import whom. A breach names the rule. */
const lib = (names) => `^src/lib/(${names})/`;
const never = (name, from, to, comment) => ({
  name,
  severity: 'error',
  comment,
  from,
  to: { path: to },
});

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    never(
      'recipe-is-base',
      { path: lib('recipe') },
      '^src/lib/(?!recipe/)',
      'recipe imports valibot and itself',
    ),
    never(
      'engine-is-pure',
      { path: lib('engine') },
      '^src/lib/(?!recipe/|engine/)',
      'engine imports recipe',
    ),
    never(
      'codegen-is-pure',
      { path: lib('codegen') },
      '^src/lib/(?!recipe/|codegen/)',
      'codegen imports recipe',
    ),
    never(
      'data-is-below',
      { path: lib('data') },
      '^src/lib/(?!recipe/|engine/|data/)',
      'data imports recipe and engine',
    ),
    never(
      'only-duckdb-files',
      { path: '^(src|cli|tests)', pathNot: '^src/lib/data/duckdb' },
      'node_modules/@duckdb',
      'DuckDB is known to two files',
    ),
    never(
      'spec-is-data',
      { path: '/spec\\.ts$' },
      lib('engine|codegen|workers|state|client|data'),
      'a spec is loaded by pages',
    ),
    never(
      'compute-is-numerics',
      { path: '/(steps|models)/.+/compute\\.ts$' },
      lib('codegen|workers|state|client|ui|features'),
      'compute imports engine',
    ),
    never(
      'python-is-codegen',
      { path: '/(steps|models)/.+/python\\.ts$' },
      lib('engine|workers|state|client|ui|features'),
      'python imports codegen',
    ),
    never(
      'workers-below-ui',
      { path: lib('workers') },
      lib('client|state|ui|features|storage'),
      'workers compose what lies below',
    ),
    {
      name: 'client-sees-types',
      severity: 'error',
      comment: 'client loads no engine, codegen or worker code but the wire and the beat',
      from: { path: lib('client') },
      to: {
        path: lib('engine|codegen|data|steps|models|metrics|workers'),
        pathNot: '^src/lib/workers/(wire|beat)\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    never(
      'storage-is-below',
      { path: lib('storage') },
      lib('engine|codegen|data|steps|models|metrics|workers|client|state|ui|features'),
      'storage imports recipe',
    ),
    {
      name: 'state-sees-specs',
      severity: 'error',
      from: { path: lib('state') },
      to: {
        path: '^src/lib/((engine|codegen|data|ui|features)/|(steps|models)/.+/(compute|python)\\.ts|(steps|models)/(computes|lowerings)\\.ts|workers/)',
        dependencyTypesNot: ['type-only'],
      },
    },
    never(
      'ui-knows-no-domain',
      { path: lib('ui') },
      '^src/lib/(?!ui/)',
      'ui imports nothing of the app',
    ),
    {
      name: 'features-see-specs',
      severity: 'error',
      from: { path: '^src/(lib/features|routes)/' },
      to: {
        path: '^src/lib/((engine|codegen|data|workers)/|(steps|models)/.+/(compute|python)\\.ts|(steps|models)/(computes|lowerings)\\.ts)',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        path: '^src/lib/',
        pathNot: '\\.(d\\.ts|css)$|/kernels/(reference|assembly)/',
      },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['svelte', 'import', 'default', 'types'],
    },
    exclude: { path: '^(build|\\.svelte-kit|tests/golden)' },
  },
};
