/** Moves the focus to the next region that is drawn: header, rail, work, side, console; round. */
export function nextRegion(root: HTMLElement, back: boolean): void {
  const regions = [...root.querySelectorAll<HTMLElement>('[data-region]')].filter(
    (region) => region.getClientRects().length > 0,
  );
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const to = at < 0 ? 0 : (at + (back ? -1 : 1) + regions.length) % regions.length;
  regions[to]?.focus();
}
