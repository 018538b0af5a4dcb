import { device } from '#lib/state/device.svelte.ts';

export const ssr = false;
export const prerender = false;

/** Resolves when the device's storage is open, or is known not to open. */
export async function load({ params }: { params: { id: string } }): Promise<{ id: string }> {
  await device.open();
  return { id: params.id };
}
