import type { FileSource } from '../files.ts';
import {
  ReadAgain,
  type Batch,
  type FormatChoices,
  type FormatReader,
  type Issues,
  type ReadHooks,
  type Reading,
} from '../formats/reader.ts';
import { textBlocks, Undecodable, type TextBlock } from './blocks.ts';
import { detectEncoding, undecodable } from './encoding.ts';
import { RowIssues } from './issues.ts';
import { RowReader } from './reader.ts';
import { settle, withoutCtrlZ, type DelimitedChoices, type SettledFormat } from './settle.ts';

/** Opens delimited text: CSV, TSV and their like. */
export const csvReader: FormatReader = {
  async open(file: FileSource, choices: FormatChoices, hooks: ReadHooks): Promise<Reading> {
    const asked: DelimitedChoices = choices.kind === 'delimited' ? choices : { kind: 'delimited' };
    return new CsvReading(file, asked, await settle(file, asked, hooks.checkCancel), hooks);
  },
};

class CsvReading implements Reading {
  readonly format: SettledFormat['format'];
  readonly headers: SettledFormat['headers'];
  readonly guesses: SettledFormat['guesses'];
  readonly #file: FileSource;
  readonly #asked: DelimitedChoices;
  readonly #settled: SettledFormat;
  readonly #hooks: ReadHooks;
  readonly #issues = new RowIssues();

  constructor(file: FileSource, asked: DelimitedChoices, settled: SettledFormat, hooks: ReadHooks) {
    this.#file = file;
    this.#asked = asked;
    this.#settled = settled;
    this.#hooks = hooks;
    this.format = settled.format;
    this.headers = settled.headers;
    this.guesses = settled.guesses;
  }

  async *batches(): AsyncGenerator<Batch> {
    const { repaired = new Map() } = this.#hooks;
    const columns = this.headers.length;
    const options = { ...this.format, columns, repaired, file: this.#file.name };
    const reader = new RowReader(options, this.#issues);
    let pending: TextBlock | null = null;
    try {
      for await (const block of this.#blocks()) {
        if (pending) yield* rowsOf(reader, pending, false);
        pending = block;
      }
      if (pending) yield* rowsOf(reader, this.#last(pending), true);
    } catch (error) {
      if (!(error instanceof Undecodable)) throw error;
      if (pending) reader.push(pending.text, false);
      throw await this.#refused(error, reader);
    }
  }

  issues(): Issues {
    const { rejects, rejectedRows, irregular } = this.#issues;
    const repairs = [...this.#settled.repairs, ...this.#issues.repairs()];
    return { repairs, rejects, rejectedRows, irregular };
  }

  #blocks(): AsyncGenerator<TextBlock> {
    const { encoding, undecodable: how } = this.format;
    const { checkCancel, onBytes } = this.#hooks;
    return textBlocks({ file: this.#file, encoding, undecodable: how, checkCancel, onBytes });
  }

  #last({ text, bad }: TextBlock): TextBlock {
    const kept = withoutCtrlZ(text);
    if (kept.length < text.length) this.#issues.irregular = true;
    return { text: kept, bad };
  }

  /** A byte that proves the guess wrong: another encoding, or a refusal that names the row. */
  async #refused(error: Undecodable, reader: RowReader): Promise<Error> {
    const { refusal } = this.#settled;
    let what = refusal;
    if (what === null) {
      const found = await detectEncoding(this.#file, error.byte, this.#hooks.checkCancel);
      if (found.kind === 'encoding') {
        const choices = { ...this.#asked, encoding: found.guess.value };
        return new ReadAgain(choices, found.guess);
      }
      what = found.what;
    }
    reader.push(error.before, false);
    return undecodable(what, error, this.#file.name, reader.row);
  }
}

function* rowsOf(reader: RowReader, { text, bad }: TextBlock, final: boolean): Generator<Batch> {
  const block = reader.push(text, final, bad);
  if (block.rows > 0) yield { kind: 'block', block };
}
