import { usage, type Option } from './args.ts';
import * as automl from './commands/automl.ts';
import * as automatic from './commands/suggest.ts';
import * as compare from './commands/compare.ts';
import * as convert from './commands/convert.ts';
import * as explain from './commands/explain.ts';
import * as exportProject from './commands/export.ts';
import * as fairness from './commands/fairness.ts';
import * as predict from './commands/predict.ts';
import * as profile from './commands/profile.ts';
import * as runRecipe from './commands/run.ts';
import * as runAgain from './commands/runAgain.ts';
import * as threshold from './commands/threshold.ts';
import * as train from './commands/train.ts';
import * as tune from './commands/tune.ts';
import * as verify from './commands/verify.ts';
import { reportError } from './output.ts';

/** A command: what its help says and what it does. */
export interface Command {
  readonly usage: string;
  readonly summary: string;
  readonly options: readonly Option[];
  /** May give the exit code; nothing: 0. */
  readonly run: (args: readonly string[]) => Promise<unknown>;
}

const commands: ReadonlyMap<string, Command> = new Map([
  ['profile', profile.command],
  ['convert', convert.command],
  ['suggest', automatic.command],
  ['train', train.command],
  ['tune', tune.command],
  ['automl', automl.command],
  ['predict', predict.command],
  ['explain', explain.command],
  ['fairness', fairness.command],
  ['threshold', threshold.command],
  ['run', runRecipe.command],
  ['run-again', runAgain.command],
  ['compare', compare.command],
  ['export', exportProject.command],
  ['verify', verify.command],
]);

/** Runs one command. @returns the exit code: 0 done, 2 wrong call, 3 unusable file, 4 data that does not fit, 1 unexpected */
export async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  try {
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
      process.stdout.write(help());
      return name === undefined ? 2 : 0;
    }
    if (name === '--version') {
      process.stdout.write(`${await version()}\n`);
      return 0;
    }
    const command = commands.get(name);
    if (!command)
      throw usage(
        `There is no command “${name}”`,
        `Use one of ${[...commands.keys()].join(', ')}; see tabwise --help.`,
      );
    if (rest.includes('--help') || rest.includes('-h')) {
      process.stdout.write(helpOf(command));
      return 0;
    }
    const code = await command.run(rest);
    return typeof code === 'number' ? code : 0;
  } catch (error) {
    return reportError(error);
  }
}

async function version(): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

function help(): string {
  const lines = [...commands.values()].map((c) => `  tabwise ${c.usage}\n      ${c.summary}`);
  return `Tabwise: the engine of the workbench without a browser.

JSON goes to standard output, log lines to standard error.

${lines.join('\n')}

  tabwise COMMAND --help says more about one command.

Exit codes: 0 done, 2 the call is wrong, 3 the file cannot be used, 4 the data does not fit, 1 unexpected
(and of run-again: not the same).
`;
}

function helpOf(command: Command): string {
  const width = Math.max(...command.options.map((o) => `--${o.name} ${o.value ?? ''}`.length));
  const options = command.options.map(
    (o) => `  ${`--${o.name} ${o.value ?? ''}`.padEnd(width)}  ${o.help}`,
  );
  return `tabwise ${command.usage}\n\n${command.summary}\n\n${options.join('\n')}\n`;
}
