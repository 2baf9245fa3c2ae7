/** Brings what draws charts and live figures to the pages that have any, and to no other. */
let asked = false;

function fetchWhereNeeded(): void {
  if (asked || !document.querySelector('[data-live], [data-chart], [data-chart-report]')) return;
  const source = document.querySelector<HTMLLinkElement>('link[rel="charts"]')?.href;
  if (!source) return;
  asked = true;
  const script = document.createElement('script');
  script.src = source;
  document.head.append(script);
}

document.addEventListener('htmx:load', fetchWhereNeeded);
fetchWhereNeeded();
