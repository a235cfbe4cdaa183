import type { Desktop } from '../../desktop.ts';

/** What a button of the toolbar opens below it. */
export interface Panel {
  title: string;
  element: HTMLElement;
  /** Called each time when it is on the page. */
  opened?(): void;
}

/** The desktop at hand; undefined while there is none. */
export type CurrentDesktop = () => Desktop | undefined;
