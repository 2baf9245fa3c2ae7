/** A table that fits needs no scroller of its own, and then its head can stay in view while the page scrolls (data-fits in data.css). */
import { onHtmx } from './dom';
import { say } from './words';

const wide = matchMedia('(width >= 48rem)');

function measure(wrap: HTMLElement): void {
  delete wrap.dataset['fits'];
  // One with a height of its own says itself that it can be reached, and what it is.
  if (wrap.classList.contains('table-scroll')) return;
  // A scroller must be reachable with the keyboard.
  const scrolls = wrap.scrollWidth > wrap.clientWidth;
  if (wide.matches && !scrolls) wrap.dataset['fits'] = '';
  if (scrolls) {
    wrap.tabIndex = 0;
    wrap.setAttribute('role', 'region');
    wrap.setAttribute('aria-label', wrap.querySelector('caption')?.textContent?.trim() || say('Table'));
  } else if (wrap.hasAttribute('tabindex')) {
    for (const name of ['tabindex', 'role', 'aria-label']) wrap.removeAttribute(name);
  }
}

const observer = new ResizeObserver(entries => {
  for (const { target } of entries) if (target instanceof HTMLElement) measure(target);
});

function watch(): void {
  for (const wrap of document.querySelectorAll<HTMLElement>('.table-wrap:not([data-watched])')) {
    wrap.dataset['watched'] = '';
    observer.observe(wrap);
    measure(wrap);
  }
}

watch();
onHtmx('htmx:afterSettle', watch);
