/** One listener per event on the document, so that swapped-in markup needs no wiring. */
export function on<K extends keyof DocumentEventMap>(
  type: K, selector: string, handler: (element: HTMLElement, event: DocumentEventMap[K]) => void, capture = false): void {
  document.addEventListener(type, event => {
    const start = event.target instanceof Element ? event.target : null;
    const element = start?.closest<HTMLElement>(selector);
    if (element) handler(element, event);
  }, capture);
}

/** Events of htmx carry their facts in detail; each caller names what it reads. */
export function onHtmx<T>(type: string, handler: (detail: T, event: CustomEvent<T>) => void): void {
  document.addEventListener(type, event => handler((event as CustomEvent<T>).detail, event as CustomEvent<T>));
}

/** Says something to screen readers only. */
export function announce(text: string): void {
  const live = document.getElementById('live');
  if (!live) return;
  live.textContent = '';
  setTimeout(() => { live.textContent = text; }, 50);
}

export function input(id: string | undefined): HTMLInputElement | null {
  const element = id ? document.getElementById(id) : null;
  return element instanceof HTMLInputElement ? element : null;
}
