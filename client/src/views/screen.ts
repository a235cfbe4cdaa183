import { texts } from '../texts.ts';

/** What fills the page until the user has decided something. */
export interface View<Result> {
  element: HTMLElement;
  /** Of the browser's window. */
  title: string;
  /** Called when the view is on the page: puts the keyboard's focus where the user goes on. */
  begin(): void;
  /** What the user decided. */
  result: Promise<Result>;
}

/** The page, which shows one view at a time. */
export class Screen {
  readonly #root: HTMLElement;

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  /** Shows a view until it has its result. */
  async show<Result>(view: View<Result>): Promise<Result> {
    this.#root.replaceChildren(view.element);
    document.title = `${view.title} · ${texts.product}`;
    view.begin();
    return await view.result;
  }
}
