import { redirect } from '@sveltejs/kit';
import { resolve } from '$app/paths';

/** A project opens on its data. */
export function load({ params }: { params: { id: string } }): never {
  redirect(307, resolve('/project/[id]/data', { id: params.id }));
}
