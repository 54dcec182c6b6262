// Uses the console in a real Chromium as an admin and as a viewer. Prints one JSON object: the texts that the page showed, the address of
// each request, the errors that the browser reported, the violations that axe-core found, the screens that are wider than a narrow window,
// and the mutations that have a button.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import puppeteer from 'puppeteer-core';

const [program, root, admin, viewer] = process.argv.slice(2);
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const browser = await puppeteer.launch({
  executablePath: program,
  headless: 'shell',
  // The sandbox of Chromium does not start for root, and containers run the tests as root.
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
/** The path of each screen and a selector of its loaded content. */
const sections = {
  '': 'table',
  '/upload': '.drop',
  '/jobs': 'table',
  '/keys': 'ul.rows',
  '/audit': 'table',
  '/database': 'table',
  '/countries': 'ul.rows',
  '/sources': 'table',
};
const shown = {};
const requests = [];
const errors = [];
const violations = [];
const overflowing = [];
const mutations = new Set();
const timeout = 60_000;

/** Opens a page with its own session. */
async function open() {
  const page = await (await browser.createBrowserContext()).newPage();
  await page.setViewport({ width: 1200, height: 900 });
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => ['error', 'warn'].includes(message.type()) && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(`${root}/console`);
  await see(page, 'h1', 'Console');
  return page;
}

/** Waits until an element contains a text, and returns the text of the element. */
async function see(page, selector, text) {
  const has = (selector, text) => [...document.querySelectorAll(selector)].some((element) => element.textContent.includes(text));
  await page.waitForFunction(has, { timeout, polling: 50 }, selector, text).catch(async () => {
    throw new Error(`${selector} does not contain "${text}": ${await page.evaluate(() => document.body.innerText)}`);
  });
  return page.$$eval(selector, (elements, text) => elements.find((element) => element.textContent.includes(text)).innerText, text);
}

/** Moves the focus with the Tab key to an element that contains a text. */
async function tabTo(page, selector, text = '') {
  await see(page, selector, text);
  const hasFocus = (selector, text) => document.activeElement?.matches(selector) && document.activeElement.textContent.includes(text);
  for (let i = 0; i < 300 && !(await page.evaluate(hasFocus, selector, text)); i++) await page.keyboard.press('Tab');
}

/** Signs in with the keyboard. */
async function signIn(page, key) {
  await tabTo(page, '#key');
  await page.keyboard.type(key);
  await page.keyboard.press('Enter');
}

/** Opens a screen by its link in the navigation. */
async function go(page, section, title) {
  await page.click(`nav a[href$="/console${section}"]`);
  await see(page, 'h1', title);
}

async function click(page, selector, text) {
  await see(page, selector, text);
  const found = await page.evaluateHandle(
    (selector, text) => [...document.querySelectorAll(selector)].find((element) => element.textContent.includes(text)),
    selector,
    text,
  );
  await found.click();
}

async function fill(page, name, value) {
  const field = await page.waitForSelector(`[name="${name}"]`, { timeout });
  await field.evaluate((input) => (input.value = ''));
  await field.type(value);
}

/** Drops a file on the page. */
async function drop(page, name, text) {
  await page.waitForSelector('.drop');
  await page.$eval(
    '.drop',
    (zone, name, text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], name, { type: 'text/csv' }));
      for (const type of ['dragover', 'drop'])
        zone.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
    },
    name,
    text,
  );
  await see(page, '.drop', name);
}

async function check(page, name) {
  for (const element of await page.$$eval('[data-mutation]', (buttons) => buttons.map((button) => button.dataset.mutation)))
    mutations.add(element);
  for (const scheme of ['light', 'dark']) {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.evaluate(axe);
    const found = await page.evaluate(() => globalThis.axe.run(document));
    violations.push(...found.violations.map(({ id, nodes }) => `${name} ${scheme}: ${id} ${nodes[0].html}`));
  }
  await page.setViewport({ width: 320, height: 700 });
  if (await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)) overflowing.push(name);
  await page.setViewport({ width: 1200, height: 900 });
}

const page = await open();
await check(page, 'sign-in');
await signIn(page, 'bn_nonsense');
shown.refused = await see(page, '.notice', 'not valid');
await signIn(page, admin);
shown.empty = await see(page, '.notice', 'No files yet');

// An upload is read and served.
await go(page, '/upload', 'Upload');
await drop(page, 'france.csv', 'Year,Name,Sex,Count\n2019,Anna,F,120\n2019,Marie,F,80\n2020,Anna,F,90\n');
await fill(page, 'country', 'FR');
await click(page, 'button', 'Upload');
await see(page, 'h1', 'france.csv');
await see(page, '.badge', 'completed');
shown.served = await see(page, 'caption', 'are served by this file');
await check(page, 'file');

// A file with an error shows the line of the error.
await go(page, '/upload', 'Upload');
await drop(page, 'bad.csv', 'Year,Name,Sex,Count\n2018,Anna,F,many\n');
await fill(page, 'country', 'FR');
await click(page, 'button', 'Upload');
await see(page, 'h1', 'bad.csv');
await see(page, '.badge', 'failed');
shown.error = await see(page, 'td', 'line 2');

// The server refuses the same file again, and the page links the existing file.
await go(page, '/upload', 'Upload');
await drop(page, 'france.csv', 'Year,Name,Sex,Count\n2019,Anna,F,120\n2019,Marie,F,80\n2020,Anna,F,90\n');
await fill(page, 'country', 'FR');
await click(page, 'button', 'Upload');
shown.duplicate = await see(page, '.error', 'BN203');
await click(page, 'a', 'Open the existing file');
await see(page, 'h1', 'france.csv');

// The file is reprocessed, deleted and restored.
await fill(page, 'reason', 'a test');
await click(page, 'form button', 'Reprocess');
await see(page, 'td', 'a test');
await see(page, '.badge', 'completed');
await click(page, '.action button', 'Delete');
shown.question = await see(page, 'dialog[open]', 'Delete france.csv?');
await click(page, 'dialog[open] button', 'Cancel');
await click(page, '.action button', 'Delete');
await click(page, 'dialog[open] button', 'Delete');
await see(page, 'h2', 'Deleted files');
await check(page, 'deleted');
await click(page, 'button', 'Restore france.csv');
await see(page, 'table', 'france.csv');

for (const [section, content] of Object.entries(sections)) {
  const title = await page.$eval(`nav a[href$="/console${section}"]`, (link) => link.textContent);
  await go(page, section, title);
  await page.waitForSelector(content, { timeout });
  await page.$$eval('details', (elements) => elements.forEach((element) => (element.open = true)));
  await check(page, title);
}

// With the keyboard: a key is created, used in another window and revoked. The other window shows that the key is not valid.
await tabTo(page, 'nav a', 'Keys');
await page.keyboard.press('Enter');
await see(page, 'h1', 'Keys');
await tabTo(page, '[name="name"]');
await page.keyboard.type('short');
await tabTo(page, '[name="role"]');
await page.keyboard.type('admin');
await tabTo(page, 'button', 'Create key');
await page.keyboard.press('Enter');
const key = (await see(page, 'pre', 'bn_')).trim();
const other = await open();
await signIn(other, key);
await see(other, 'table', 'france.csv');
await tabTo(page, 'summary', 'Change short');
await page.keyboard.press('Enter');
await tabTo(page, 'button', 'Revoke short');
await page.keyboard.press('Enter');
await tabTo(page, 'dialog[open] button', 'Revoke short');
await page.keyboard.press('Enter');
shown.revoked = await see(other, '.notice', 'not valid');

// A viewer can read, and each disabled button shows the reason.
const reader = await open();
await signIn(reader, viewer);
await click(reader, 'table a', 'france.csv');
shown.viewer = await see(reader, '.action', 'This action requires an admin key.');
shown.disabled = `${await reader.$$eval('[data-mutation]', (buttons) => buttons.every((button) => button.disabled))}`;
await go(reader, '/keys', 'Keys');
shown.needsAdmin = await see(reader, '.notice', 'This page requires an admin key');

await browser.close();
console.log(JSON.stringify({ shown, requests, errors, violations, overflowing, mutations: [...mutations].sort() }));
