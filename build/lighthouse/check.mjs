// Lighthouse over the main pages of the demo. Run it with build/lighthouse/run.
import * as launcher from 'chrome-launcher';
import lighthouse, { desktopConfig } from 'lighthouse';
import { browserPath, firstLink, startDemo } from '../demo.mjs';

const asked = 95;
const categories = ['performance', 'accessibility', 'best-practices', 'seo'];
const mobile = process.argv[2] === 'mobile';

const demo = await startDemo();
const chrome = await launcher.launch({ chromePath: browserPath(), chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
let short = false;
try {
  const pages = [
    ['sign-in', '/sign-in', false],
    ['dashboard', '/', true],
    ['customers', '/customers', true],
    ['customer', firstLink(await demo.page('/customers?status=Active'), '/customers'), true],
    ['router', firstLink(await demo.page('/routers'), '/routers'), true],
    ['report', '/reports/revenue', true],
    ['growth', '/reports/customers', true],
  ];
  console.log(`${'page'.padEnd(12)}${categories.map(name => name.padStart(16)).join('')}`);
  for (const [name, path, signedIn] of pages) {
    const flags = { port: chrome.port, output: 'json', logLevel: 'error', onlyCategories: categories, extraHeaders: signedIn ? { Cookie: demo.header } : undefined };
    let lhr;
    // The trace of a busy machine is lost now and then.
    for (let tries = 0; tries < 3 && (!lhr || lhr.runtimeError); tries++) ({ lhr } = await lighthouse(demo.address + path, flags, mobile ? undefined : desktopConfig));
    if (lhr.runtimeError) throw new Error(`${name}: ${lhr.runtimeError.message}`);
    const scores = categories.map(category => Math.round((lhr.categories[category].score ?? 0) * 100));
    console.log(`${name.padEnd(12)}${scores.map(score => String(score).padStart(16)).join('')}`);
    // What cost points, so that a short score can be mended.
    for (const category of categories) {
      for (const { id, weight } of lhr.categories[category].auditRefs) {
        const { score, title, displayValue = '' } = lhr.audits[id];
        if (weight > 0 && score !== null && score < 0.9) console.log(`    ${category}: ${title} ${displayValue}`.trimEnd());
      }
    }
    short ||= scores.some(score => score < asked);
  }
} finally {
  await chrome.kill();
  await demo.stop();
}
if (short) process.exitCode = 1;
