import artAddress from '../assets/art.svg';
import logoAddress from '../assets/logo.svg';
import { texts } from '../texts.ts';
import { element } from './element.ts';

/** The page around everything but the desktop: a picture on one side, a panel with the content on the other. */
export function frame(...content: readonly (Node | undefined)[]): HTMLElement {
  const art = element(
    'aside',
    { class: 'art', 'aria-label': texts.product },
    element('img', { src: artAddress, alt: '', decoding: 'sync' }),
    element('p', { class: 'tagline' }, texts.tagline),
  );
  const brand = element(
    'div',
    { class: 'brand' },
    element('img', { src: logoAddress, alt: '', width: '40', height: '40', decoding: 'sync' }),
    element('span', {}, texts.product),
  );
  const licences = element(
    'a',
    { class: 'small-print', href: '/licences.txt', target: '_blank', rel: 'noopener' },
    texts.licences,
  );
  const card = element('div', { class: 'card' }, brand, ...content);
  return element('div', { class: 'page' }, art, element('main', { class: 'panel' }, card, licences));
}
