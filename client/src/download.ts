/** The browser takes the content from the page's memory within this time. */
const KEEP_MS = 60_000;

/** Saves a content on the device, as a download of the browser. */
export function offerDownload(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEEP_MS);
}
