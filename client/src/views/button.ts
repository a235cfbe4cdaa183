import { element } from './element.ts';

/** A button that does something at once, unlike one that submits a form. */
export function button(className: string, text: string, onClick: () => void): HTMLButtonElement {
  const created = element('button', { type: 'button', class: className }, text);
  created.addEventListener('click', onClick);
  return created;
}

/** A button with a picture; `label` is for the pointer that rests on it and for screen readers. */
export function iconButton(className: string, label: string, onClick: () => void): HTMLButtonElement {
  const created = button(`icon ${className}`, '', onClick);
  relabel(created, label);
  return created;
}

export function relabel(iconButton: HTMLButtonElement, label: string): void {
  iconButton.title = label;
  iconButton.setAttribute('aria-label', label);
}
