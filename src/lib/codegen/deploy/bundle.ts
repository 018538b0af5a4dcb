import { identifier } from '../python/names.ts';
import { markdownText, yamlScalar } from '../text.ts';
import { composeYaml, deployPy, flyToml, lambdaDockerfile, taskDefinition } from './settings.ts';
import { cloudRunScript, ecsScript, lambdaScript } from './scripts.ts';

/** Places that the exported service can be brought to. */
export const places = ['huggingface', 'cloud-run', 'lambda', 'ecs', 'fly', 'compose'] as const;
export type Place = (typeof places)[number];

/** What a bundle is about beside the project's files. */
interface BundleAbout {
  /** The experiment's name: the user's text. */
  readonly name: string;
  /** Whether the browser's own model comes with it; otherwise train.py makes one. */
  readonly restores: boolean;
}

interface Recipe {
  readonly title: string;
  readonly files: (slug: string, about: BundleAbout) => readonly File[];
  /** What has to be there before, and the commands, as Markdown. */
  readonly needs: string;
  readonly run: (slug: string) => readonly string[];
  readonly after: string;
  /** Front matter of README.md. */
  readonly front?: (about: BundleAbout) => string;
}
type Files = ReadonlyMap<string, string>;
type File = readonly [string, string];

const recipes: Readonly<Record<Place, Recipe>> = {
  huggingface: {
    title: 'a Hugging Face Space',
    files: (_, about) => [['deploy.py', deployPy([...namesOf(about), 'deploy.py', 'README.md'])]],
    needs: 'an account at huggingface.co and Python 3',
    run: (slug) => [
      'python -m pip install huggingface_hub',
      'hf auth login',
      `python deploy.py YOUR-NAME/${slug}`,
    ],
    after:
      'The Space is private until you make it public; `https://YOUR-NAME-SPACE.hf.space/docs` shows the form of a request.',
    front: ({ name }) =>
      ['---', `title: ${yamlScalar(name)}`, 'sdk: docker', 'app_port: 8000', '---', ''].join('\n'),
  },
  'cloud-run': {
    title: 'Google Cloud Run',
    files: (slug, about) => [
      ['deploy.sh', cloudRunScript(slug)],
      ['.gcloudignore', onlyThese(namesOf(about))],
    ],
    needs: 'the gcloud command, and a project with billing',
    run: () => ['gcloud auth login', 'PROJECT=your-project REGION=europe-west1 bash deploy.sh'],
    after:
      'Only callers with the role `run.invoker` may ask it: `curl -H "Authorization: Bearer $(gcloud auth print-identity-token)" ADDRESS/health`.',
  },
  lambda: {
    title: 'AWS Lambda, as a container',
    files: (slug, { restores }) => [
      ['Dockerfile', lambdaDockerfile(restores)],
      ['deploy.sh', lambdaScript(slug)],
    ],
    needs: 'the aws command, version 2, Docker, and rights for ECR, IAM and Lambda',
    run: () => ['aws configure sso', 'AWS_REGION=eu-central-1 bash deploy.sh'],
    after:
      'The address that it prints asks for a signature of AWS (AWS_IAM): `curl --aws-sigv4 "aws:amz:REGION:lambda" --user KEY:SECRET ADDRESS/health`.',
  },
  ecs: {
    title: 'AWS ECS on Fargate',
    files: (slug) => [
      ['task-definition.json', taskDefinition],
      ['deploy.sh', ecsScript(slug)],
    ],
    needs:
      'the aws command, version 2, Docker, and rights for ECR, ECS, EC2, IAM and CloudWatch Logs',
    run: () => ['aws configure sso', 'AWS_REGION=eu-central-1 ALLOW=203.0.113.7/32 bash deploy.sh'],
    after:
      '`ALLOW` is the range of addresses that may ask it: there is no password on it. Put a load balancer with TLS before it for anything but a trial.',
  },
  fly: {
    title: 'Fly.io',
    files: (slug) => [['fly.toml', flyToml(slug)]],
    needs: 'the fly command',
    run: (slug) => [
      'fly auth login',
      `fly apps create ${slug}-YOUR-NAME`,
      `fly deploy --app ${slug}-YOUR-NAME`,
    ],
    after: 'Anybody who knows its address may ask it; it sleeps when nobody does.',
  },
  compose: {
    title: 'Docker Compose, on your own machine',
    files: () => [['compose.yaml', composeYaml]],
    needs: 'Docker with Compose 2',
    run: () => ['docker compose up --build --detach', 'curl http://127.0.0.1:8000/health'],
    after: 'Only this machine can reach it; change `127.0.0.1` in compose.yaml to open it.',
  },
};

/** A name that every one of these places takes: small letters, digits and hyphens, a letter first, 40 at most. */
export const slugOf = (name: string): string =>
  identifier(name, 'experiment').replace(/_+/g, '-').replace(/^-|-$/g, '');

/** Of the project's files, those that the service needs to be built. */
const served = [
  'app.py',
  'explain.py',
  'explanation.json',
  'inference.py',
  'preprocessing.py',
  'requirements.txt',
  'Dockerfile',
  'restore.py',
  'model.json',
  'data.schema.json',
];

const namesOf = ({ restores }: BundleAbout): readonly string[] => [
  ...served,
  ...(restores ? [] : ['train.py']),
];

/** What leaves the machine: these files and the model, whatever lies beside them, such as the data. */
const onlyThese = (names: readonly string[]): string =>
  ['*', ...[...names, 'model.pkl', '.dockerignore'].map((name) => `!${name}`), ''].join('\n');

/**
 * The service with what brings it to a place: name → text. It holds no credentials and asks for none: the tools of the
 * place have their own.
 * @param project the files of the exported project by their names, app.py among them
 */
export function bundle(place: Place, project: Files, about: BundleAbout): Map<string, string> {
  const { files, ...words } = recipes[place];
  const slug = slugOf(about.name);
  const kept = namesOf(about).flatMap((file): File[] =>
    project.has(file) ? [[file, project.get(file)!]] : [],
  );
  return new Map([
    ...kept,
    ['.dockerignore', onlyThese(namesOf(about))],
    ...files(slug, about),
    ['README.md', readme(words, slug, about)],
  ]);
}

function readme(words: Omit<Recipe, 'files'>, slug: string, about: BundleAbout): string {
  const before = about.restores
    ? 'The image makes model.pkl of model.json while it is built: the very model of the browser.'
    : 'This model cannot be rebuilt from the browser’s: put the data file beside train.py and run `python train.py FILE` first; its model.pkl goes into the image.';
  return [
    words.front?.(about) ?? '',
    `# The service on ${words.title}`,
    '',
    `Experiment: ${markdownText(about.name)}. Made with Tabwise. POST /predict takes a row or a list of rows, GET /schema says what a row must have, GET /health whether it is up.`,
    '',
    before,
    '',
    `You need ${words.needs}. No credential is in this folder: the commands use those that you are logged in with.`,
    '',
    '```sh',
    ...words.run(slug),
    '```',
    '',
    words.after,
    '',
  ]
    .join('\n')
    .replace(/^\n/, '');
}
