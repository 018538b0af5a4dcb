/** Hands a file to the browser's downloads. */
export function saveFile(name: string, content: string | Uint8Array, type: string): void {
  saveBlob(name, new Blob([content as Uint8Array<ArrayBuffer> | string], { type }));
}

export function saveBlob(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
