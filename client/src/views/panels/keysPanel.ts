import { keysyms } from '../../keysyms.ts';
import { texts } from '../../texts.ts';
import { button } from '../button.ts';
import { element } from '../element.ts';
import type { CurrentDesktop, Panel } from './panel.ts';

const words = texts.keys;

/** Keys that the browser or its system keep for themselves, and text that is typed as keys. */
export function keysPanel(desktop: CurrentDesktop): Panel {
  const press = (name: string, ...keys: number[]) => button('chip', name, () => desktop()?.pressKeys(keys));
  const functionKeys = Array.from({ length: 12 }, (_, index) => press(`F${index + 1}`, keysyms.F1 + index));
  const text = element('textarea', { id: 'text-to-type', rows: '3', spellcheck: 'false' });
  return {
    title: texts.desktop.keys,
    element: element(
      'div',
      {},
      element('p', { class: 'hint' }, words.introduction),
      element(
        'div',
        { class: 'chips' },
        button('chip', texts.desktop.ctrlAltDel, () => desktop()?.sendCtrlAltDel()),
        press(words.superKey, keysyms.Super_L),
        press(words.altTab, keysyms.Alt_L, keysyms.Tab),
        press(words.altF4, keysyms.Alt_L, keysyms.F4),
        press(words.print, keysyms.Print),
        press(words.escape, keysyms.Escape),
        ...functionKeys,
        button('chip touch', words.onScreen, () => desktop()?.focus()),
      ),
      element('label', { for: text.id }, words.text),
      text,
      button('primary', words.type, () => {
        desktop()?.typeText(text.value);
        text.value = '';
      }),
    ),
  };
}
