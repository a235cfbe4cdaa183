import { ChannelError } from '../../channels/channel.ts';
import { type DesktopFile, downloadFile, listFiles, uploadFile } from '../../channels/files.ts';
import { offerDownload } from '../../download.ts';
import { texts } from '../../texts.ts';
import { button } from '../button.ts';
import { element } from '../element.ts';
import { Notice } from '../notice.ts';
import type { CurrentDesktop, Panel } from './panel.ts';

const words = texts.files;

/** Files to the desktop and from it. */
export function filesPanel(desktop: CurrentDesktop): Panel {
  const status = new Notice('status', 'panel-status');
  const list = element('ul', { class: 'files', 'aria-label': words.list });
  const input = element('input', {
    type: 'file',
    id: 'files-to-send',
    multiple: true,
    class: 'visually-hidden',
  });
  input.setAttribute('aria-label', words.send);
  input.tabIndex = -1;
  const tried = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      status.show(sentenceOf(error));
    }
  };

  const look = () =>
    tried(async () => {
      const open = desktop()?.channels.open;
      if (!open) return;
      const files = await listFiles(open);
      list.replaceChildren(...files.map((file) => item(file)));
      if (files.length === 0) list.append(element('li', {}, words.none));
    });

  const item = ({ name, size }: DesktopFile) =>
    element(
      'li',
      {},
      element('span', { class: 'name' }, name),
      button('chip', sizeOf(size), () => void fetchFile(name, size)),
    );

  const fetchFile = (name: string, size: number) =>
    tried(async () => {
      const open = desktop()?.channels.open;
      if (!open) return;
      const onProgress = (bytes: number) => status.show(words.fetching(name, percent(bytes, size)));
      offerDownload(await downloadFile(open, name, { onProgress }), name);
      status.show(words.fetched(name));
    });

  const send = (files: readonly File[]) =>
    tried(async () => {
      for (const file of files) {
        const open = desktop()?.channels.open;
        if (!open) return;
        const onProgress = (bytes: number) =>
          status.show(words.sending(file.name, percent(bytes, file.size)));
        const { name } = await uploadFile(open, file, { onProgress });
        status.show(words.sent(name));
      }
      if (desktop()?.allows.filesFromDesktop) await look();
    });

  input.addEventListener('change', () => {
    void send([...(input.files ?? [])]);
    input.value = '';
  });
  const sendButton = button('primary', words.send, () => input.click());
  const refreshButton = button('secondary', words.refresh, () => void look());
  return {
    title: texts.desktop.files,
    element: element(
      'div',
      {},
      element('p', { class: 'hint' }, words.introduction),
      sendButton,
      input,
      status.element,
      list,
      refreshButton,
    ),
    opened: () => {
      status.clear();
      const { filesToDesktop = true, filesFromDesktop = true } = desktop()?.allows ?? {};
      sendButton.disabled = !filesToDesktop;
      refreshButton.disabled = !filesFromDesktop;
      if (!filesToDesktop || !filesFromDesktop) status.show(words.restricted);
      if (filesFromDesktop) void look();
    },
  };
}

function percent(bytes: number, size: number): number {
  return size === 0 ? 100 : Math.round((bytes / size) * 100);
}

function sizeOf(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  return `${(bytes / 1000 ** power).toPrecision(3).replace(/\.0+$/, '')} ${units[power]}`;
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof ChannelError)) console.error(error);
  else if (error.end === 'NOT_ALLOWED') return words.notAllowed;
  else if (error.refusal === 'NoSpace') return words.noSpace;
  return words.failed;
}
