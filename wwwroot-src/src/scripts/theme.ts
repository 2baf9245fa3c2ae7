import { on } from './dom';

const root = document.documentElement;
const dark = matchMedia('(prefers-color-scheme: dark)');

/** The cookie lets the server draw the next page right at once; localStorage carries the choice to other open tabs. */
function choose(theme: string | null): void {
  if (theme) root.dataset['theme'] = theme;
  else delete root.dataset['theme'];
}

on('click', '[data-theme-toggle]', () => {
  const now = root.dataset['theme'] || (dark.matches ? 'dark' : 'light');
  const next = now === 'dark' ? 'light' : 'dark';
  // Back at what the system says: follow the system again.
  const chosen = next === (dark.matches ? 'dark' : 'light') ? null : next;
  choose(chosen);
  document.cookie = `theme=${chosen ?? ''}; path=/; max-age=${chosen ? 31536000 : 0}; samesite=lax${location.protocol === 'https:' ? '; secure' : ''}`;
  try {
    if (chosen) localStorage.setItem('theme', chosen);
    else localStorage.removeItem('theme');
  } catch {
    // Storage may be forbidden; the cookie does the work.
  }
});

addEventListener('storage', event => {
  if (event.key === 'theme') choose(event.newValue);
});
