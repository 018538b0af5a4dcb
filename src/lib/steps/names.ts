/** The name, or the first of name_2, name_3, … that is free; it is taken from then on. */
export function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let k = 2; taken.has(free); k += 1) free = `${name}_${k}`;
  taken.add(free);
  return free;
}
