import { say } from './words';

/** Keeps "3 min ago" true with the words of Units.Relative on the server. */
export function relative(at: number, now: number): string {
  const seconds = Math.trunc((now - at) / 1000);
  const span = Math.abs(seconds);
  if (span < 5) return say('just now');
  const text =
    span < 60 ? say('{0} s', span) :
    span < 3600 ? say('{0} min', Math.trunc(span / 60)) :
    span < 86400 ? say('{0} h', Math.trunc(span / 3600)) :
    span < 86400 * 60 ? say('{0} d', Math.trunc(span / 86400)) :
    span < 86400 * 730 ? say('{0} months', Math.trunc(span / (86400 * 30))) :
    say('{0} years', Math.trunc(span / (86400 * 365)));
  return seconds >= 0 ? say('{0} ago', text) : say('in {0}', text);
}

/** The browser's clock may be wrong: the server's, read from the newest answer, decides. */
let skew = 0;

export function serverTime(date: string | null): void {
  const server = date ? Date.parse(date) : NaN;
  // The Date header counts whole seconds.
  if (!Number.isNaN(server) && Math.abs(server - Date.now()) > 2000) skew = server - Date.now();
}

function refresh(): void {
  if (document.hidden) return;
  const now = Date.now() + skew;
  for (const time of document.querySelectorAll<HTMLTimeElement>('time[data-relative]')) {
    const at = Date.parse(time.dateTime);
    if (Number.isNaN(at)) continue;
    const text = relative(at, now);
    if (time.textContent !== text) time.textContent = text;
  }
}

setInterval(refresh, 5000);
document.addEventListener('visibilitychange', refresh);
