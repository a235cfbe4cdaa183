import { ChannelError } from '../../channels/channel.ts';
import { getPicture, putPicture } from '../../channels/pictures.ts';
import { texts } from '../../texts.ts';
import { button } from '../button.ts';
import { element } from '../element.ts';
import { Notice } from '../notice.ts';
import type { CurrentDesktop, Panel } from './panel.ts';

const words = texts.clipboard;

/** The clipboard by hand, where the browser does not let the page at it. */
export function clipboardPanel(desktop: CurrentDesktop): Panel {
  const text = element('textarea', { id: 'clipboard-text', rows: '5', spellcheck: 'false' });
  const status = new Notice('status', 'panel-status');
  const take = async () => {
    try {
      await navigator.clipboard.writeText(text.value);
      status.show(words.taken);
    } catch {
      text.select();
      status.show(words.refused);
    }
  };
  const toDesktop = [
    button('primary', words.send, () => {
      desktop()?.clipboard.put(text.value);
      status.show(words.sent);
    }),
    button('secondary', words.picture, async () => status.show(await sendPicture(desktop))),
  ];
  const fromDesktop = [
    button('secondary', words.take, () => void take()),
    button('secondary', words.takePicture, async () => status.show(await takePicture(desktop))),
  ];
  return {
    title: texts.desktop.clipboard,
    element: element(
      'div',
      {},
      element('p', { class: 'hint' }, words.introduction),
      element('label', { for: text.id }, words.text),
      text,
      ...toDesktop,
      ...fromDesktop,
      status.element,
    ),
    opened: () => {
      text.value = desktop()?.clipboard.text ?? '';
      status.clear();
      const { clipboardToDesktop = true, clipboardFromDesktop = true } = desktop()?.allows ?? {};
      for (const each of toDesktop) each.disabled = !clipboardToDesktop;
      for (const each of fromDesktop) each.disabled = !clipboardFromDesktop;
      if (!clipboardToDesktop || !clipboardFromDesktop) status.show(words.restricted);
    },
  };
}

/** @returns what to tell the user */
async function takePicture(desktop: CurrentDesktop): Promise<string> {
  const open = desktop()?.channels.open;
  if (!open) return '';
  let answer: string = words.taken;
  const picture = getPicture(open).then((blob) => {
    if (blob) return blob;
    answer = words.noPicture;
    throw new Error(answer);
  });
  try {
    // The browser wants the promise at once, while the user's gesture still counts.
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })]);
    return answer;
  } catch {
    const isNotAllowed = await picture.then(
      () => false,
      (error: unknown) => error instanceof ChannelError,
    );
    if (isNotAllowed) return words.notAllowed;
    return answer === words.noPicture ? answer : words.refused;
  }
}

/** @returns what to tell the user */
async function sendPicture(desktop: CurrentDesktop): Promise<string> {
  const open = desktop()?.channels.open;
  if (!open) return '';
  try {
    const items = await navigator.clipboard.read();
    const item = items.find(({ types }) => types.includes('image/png'));
    if (!item) return words.noPicture;
    await putPicture(open, await item.getType('image/png'));
    return words.sent;
  } catch (error) {
    return error instanceof ChannelError ? words.notAllowed : words.refused;
  }
}
