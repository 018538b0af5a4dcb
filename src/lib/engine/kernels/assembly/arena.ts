// Memory is handed out end to end and given back down to a mark, like a stack: no list, no holes.
let top: usize = (__heap_base + 15) & ~15;

export function mark(): usize {
  return top;
}

export function release(to: usize): void {
  top = to;
}

/** Room for so many bytes, at a multiple of 16; 0 where memory cannot grow. */
export function take(bytes: usize): usize {
  const at = top;
  const end = (at + bytes + 15) & ~15;
  const pages = <i32>((end + 0xffff) >>> 16);
  const have = memory.size();
  if (pages > have) {
    const wanted = max(pages - have, have >> 2);
    if (memory.grow(wanted) < 0 && memory.grow(pages - have) < 0) return 0;
  }
  top = end;
  return at;
}
