import type { Target } from '#lib/client/code.ts';

interface Place {
  readonly id: Target;
  readonly name: string;
  readonly says: string;
}

/** What the recipe leaves as beside the project, in the order of the page. */
export const elsewhere: readonly {
  readonly title: string;
  readonly note: string;
  readonly targets: readonly Place[];
}[] = [
  {
    title: 'Put the service online',
    note: 'Each zip has the service, what brings it there, and the commands. No password or key is in it.',
    targets: [
      { id: 'compose', name: 'Docker Compose', says: 'On your own machine or server.' },
      { id: 'huggingface', name: 'Hugging Face Spaces', says: 'A private Space, by one command.' },
      { id: 'cloud-run', name: 'Google Cloud Run', says: 'For callers whom you allow.' },
      { id: 'lambda', name: 'AWS Lambda', says: 'A container that starts when it is asked.' },
      { id: 'ecs', name: 'AWS ECS', says: 'A container on Fargate that always runs.' },
      { id: 'fly', name: 'Fly.io', says: 'A small machine that sleeps when nobody asks.' },
    ],
  },
  {
    title: 'Run it in another engine',
    note: 'The same recipe for tables that are too large for one machine, or that live in a database.',
    targets: [
      { id: 'pyspark', name: 'PySpark', says: 'Cleaning, steps and model for spark-submit.' },
      { id: 'dask', name: 'Dask', says: 'Predicts files of any size block by block.' },
      { id: 'dbt', name: 'dbt', says: 'A model for each cleaning step, for DuckDB.' },
      { id: 'sql', name: 'DuckDB SQL', says: 'The cleaning steps as one query.' },
      {
        id: 'sql-model',
        name: 'The model in SQL',
        says: 'Steps and model as one query that predicts.',
      },
    ],
  },
];
