/** Keeps the keyboard's focus within an element: the Tab key goes round. */
export function trapFocus(within: HTMLElement): void {
  within.addEventListener('keydown', (event) => {
    if (event.key !== 'Tab') return;
    const stops = [
      ...within.querySelectorAll<HTMLElement>('button, input, select, textarea, a[href]'),
    ].filter((stop) => stop.tabIndex >= 0 && !stop.matches(':disabled') && stop.getClientRects().length > 0);
    const first = stops.at(0);
    const last = stops.at(-1);
    const end = event.shiftKey ? first : last;
    if (document.activeElement !== end) return;
    event.preventDefault();
    (event.shiftKey ? last : first)?.focus();
  });
}
