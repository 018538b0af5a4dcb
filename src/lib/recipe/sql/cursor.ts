import { sqlFault } from './fault.ts';
import { banned } from './functions.ts';
import type { Token } from './tokens.ts';

/** Where a reader of tokens stands. */
export class Cursor {
  protected readonly tokens: readonly Token[];
  protected at = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  protected word(offset = 0): string {
    const token = this.tokens[this.at + offset];
    return token?.kind === 'word' ? token.value : '';
  }
  protected sign(offset = 0): string {
    const token = this.tokens[this.at + offset];
    return token?.kind === 'sign' ? token.value : '';
  }
  protected takes(word: string): boolean {
    if (this.word() !== word) return false;
    this.at += 1;
    return true;
  }
  protected needs(sign: string): void {
    if (this.sign() !== sign)
      throw sqlFault(
        `“${sign}” is missing before “${this.tokens[this.at]?.text ?? 'the end'}”`,
        'Look at the brackets.',
      );
    this.at += 1;
  }

  protected check(token: Token): void {
    if (token.kind === 'word' && banned.has(token.value))
      throw sqlFault(
        `“${token.text}” cannot stand in a query here`,
        `A column of that name is written "${token.text}".`,
      );
  }
}
