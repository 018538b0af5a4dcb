/** Numbers of a state that fit into a file which a browser or a runtime still opens. */
const most = 2e7;

/** How many numbers a fitted state is made of. */
function numbersIn(value: unknown): number {
  if (typeof value === 'number') return 1;
  if (typeof value !== 'object' || value === null) return 0;
  if (ArrayBuffer.isView(value)) return (value as unknown as ArrayLike<number>).length;
  return Object.values(value).reduce<number>((sum, own) => sum + numbersIn(own), 0);
}

/** Why a model is too large to be said in one file, as a sentence; or null. */
export function tooLarge(state: unknown): string | null {
  const count = numbersIn(state);
  return count <= most
    ? null
    : `The model is made of ${count} numbers; more than ${most} make a file that hardly anything opens. Take fewer or smaller trees, or fewer rows.`;
}
