// Starts the demo on a free port with data of its own, signs the owner in, and ends it again. For the scripts that look at its pages.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const owner = 'owner@demo.example';
const password = 'seen by a script only';

/** Chromium, Chrome or Edge of this machine. */
export function browserPath() {
  const places = [process.env.CHROME_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable',
    '/usr/bin/microsoft-edge', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];
  const found = places.find(place => place && existsSync(place));
  if (!found) throw new Error('No Chromium, Chrome or Edge was found; name one in CHROME_PATH.');
  return found;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function until(what, patience, ready) {
  const end = Date.now() + patience;
  while (Date.now() < end) {
    if (await ready()) return;
    await wait(500);
  }
  throw new Error(`Waited ${patience / 1000} s in vain: ${what}.`);
}

/** @returns the address, the owner's cookies as name and value, a fetch with them, and a way to end it all. */
export async function startDemo() {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const folder = mkdtempSync(join(tmpdir(), 'mb-demo-'));
  const program = spawn('dotnet', ['run', '--project', join(root, 'MikrotikBilling.Web'), '-c', 'Release', '--', '--demo', '--data', folder, '--urls', address],
    { cwd: root, detached: true, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, MIKROTIKBILLING_ADMIN_PASSWORD: password } });
  let ended = false;
  program.once('exit', () => { ended = true; });

  const stop = async () => {
    // `dotnet run` has the program as its child: the group of both ends.
    if (!ended) process.kill(-program.pid, 'SIGTERM');
    await until('the end of the demo', 30_000, () => ended);
    rmSync(folder, { recursive: true, force: true });
  };

  try {
    await until('the first answer of the demo', 300_000, async () => {
      if (ended) throw new Error('The demo did not start.');
      try { return (await fetch(`${address}/health/ready`)).ok; } catch { return false; }
    });
    const cookies = await signIn(address);
    const header = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    const page = async path => (await fetch(address + path, { headers: { cookie: header } })).text();
    // The last router is down for a minute, so that the demo has something to show; here it is to be calm.
    await until('all routers', 180_000, async () => !/light-bad/.test(await page('/routers')));
    return { address, cookies, header, page, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function signIn(address) {
  const jar = new Map();
  const keep = answer => {
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name) jar.set(name, value);
    }
  };
  const form = await fetch(`${address}/sign-in`);
  keep(form);
  const token = /name="__RequestVerificationToken"[^>]*value="([^"]+)"/.exec(await form.text())?.[1] ?? '';
  const answer = await fetch(`${address}/sign-in`, {
    method: 'POST', redirect: 'manual', headers: { cookie: [...jar].map(pair => pair.join('=')).join('; ') },
    body: new URLSearchParams({ 'Input.UserName': owner, 'Input.Password': password, __RequestVerificationToken: token }),
  });
  keep(answer);
  if (answer.status !== 303) throw new Error(`Sign-in answered ${answer.status}.`);
  return [...jar].map(([name, value]) => ({ name, value }));
}

/** The first record that a list leads to. */
export function firstLink(html, start) {
  const found = new RegExp(`class="row-link[^"]*" href="(${start}/[0-9a-f-]{36})"`).exec(html);
  if (!found) throw new Error(`No record is listed at ${start}.`);
  return found[1];
}
