// The pictures of the README, from the demo: same seed, same views. Run it with build/pictures/run, with names to take only those.
import { mkdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { browserPath, firstLink, startDemo } from '../demo.mjs';

const folder = fileURLToPath(new URL('../../docs/pictures/', import.meta.url));
const wide = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };

const demo = await startDemo();
const browser = await chromium.launch({ executablePath: browserPath(), args: ['--no-sandbox', '--hide-scrollbars'] });
try {
  mkdirSync(folder, { recursive: true });
  // The one whose name comes first and who is online, so that the picture has something to say.
  const customer = firstLink(await demo.page('/customers?status=Active'), '/customers');
  const router = firstLink(await demo.page('/routers'), '/routers');
  // Of its overview the first stands out: it differs from the books.
  const drift = /class="row-link" href="(\/routers\/[0-9a-f-]{36}\/drift)"/.exec(await demo.page('/drift'))[1];
  const batch = firstLink(await demo.page('/vouchers?state=Ready'), '/vouchers');
  const invoice = firstLink(await demo.page('/invoices?state=PartlyPaid'), '/invoices');
  const views = [
    { name: 'dashboard', path: '/', size: wide, theme: 'light' },
    { name: 'customers', path: '/customers', size: wide, theme: 'light' },
    { name: 'customer', path: customer, size: wide, theme: 'dark' },
    { name: 'router', path: router, size: wide, theme: 'dark' },
    { name: 'drift', path: drift, size: wide, theme: 'light' },
    { name: 'invoice', path: invoice, size: wide, theme: 'light' },
    { name: 'run', path: '/invoice-runs/new', size: wide, theme: 'light' },
    { name: 'vouchers', path: batch, size: wide, theme: 'light' },
    { name: 'sheet', path: `${batch}/print`, size: wide, theme: 'light' },
    { name: 'takings', path: '/reports/takings', size: wide, theme: 'light' },
    { name: 'revenue', path: '/reports/revenue', size: wide, theme: 'dark' },
    { name: 'recurring', path: '/reports/recurring', size: wide, theme: 'light' },
    { name: 'outages', path: '/reports/routers', size: wide, theme: 'dark' },
    { name: 'bangla', path: '/', size: wide, theme: 'light', language: 'bn' },
    { name: 'phone', path: '/customers', size: phone, theme: 'light' },
    { name: 'phone-dark', path: customer, size: phone, theme: 'dark' },
  ];

  const wanted = process.argv.slice(2);
  for (const { name, path, size, theme, language } of views.filter(view => wanted.length === 0 || wanted.includes(view.name))) {
    const context = await browser.newContext({ viewport: size, colorScheme: theme, reducedMotion: 'reduce', locale: 'en-GB' });
    await context.addCookies(demo.cookies.map(cookie => ({ ...cookie, url: demo.address })));
    const page = await context.newPage();
    if (language) await speak(page, language);
    const answer = await page.goto(demo.address + path);
    if (!answer?.ok()) throw new Error(`${path} answered ${answer?.status()}.`);
    // Parts that come later are there when nothing in sight is marked as on its way.
    await page.waitForFunction(() => ![...document.querySelectorAll('[aria-busy="true"]')].some(part => part.getBoundingClientRect().top < innerHeight));
    const file = `${folder}${name}.png`;
    // A graph of live traffic is worth looking at once it has a few points.
    if (path === customer) await page.waitForTimeout(12_000);
    await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
    console.log(`${name}.png ${Math.round(statSync(file).size / 1024)} kB`);
    if (language) await speak(page, 'en');
    await context.close();
  }
} finally {
  await browser.close();
  await demo.stop();
}

/** Chooses the language of the person, as the menu does. */
async function speak(page, code) {
  await page.goto(`${demo.address}/account`);
  await page.evaluate(async chosen => {
    const token = document.querySelector('input[name="__RequestVerificationToken"]').value;
    await fetch('/account?handler=Language', { method: 'POST', body: new URLSearchParams({ code: chosen, __RequestVerificationToken: token }) });
  }, code);
}
