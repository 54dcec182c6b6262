// Uses the explorer in a real Chromium. Reads steps from standard input, a JSON array of [name, ...arguments]. Prints one JSON object:
// the result of each step, the address of each request, and the errors that the browser reported, including violations of the content
// security policy.
import { readFileSync } from 'node:fs';
import puppeteer from 'puppeteer-core';

const [program, address] = process.argv.slice(2);
const steps = JSON.parse(readFileSync(0, 'utf8'));
const axe = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const browser = await puppeteer.launch({
  executablePath: program,
  headless: 'shell',
  // The sandbox of Chromium does not start for root, and containers run the tests as root.
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
const page = await browser.newPage();
page.setDefaultTimeout(120_000);
await page.setViewport({ width: 1200, height: 900 });
const requests = [];
const errors = [];
page.on('request', (request) => requests.push(request.url()));
page.on('console', (message) => ['error', 'warn'].includes(message.type()) && errors.push(message.text()));
page.on('pageerror', (error) => errors.push(String(error)));

const isReady = () =>
  document.querySelector('.view') &&
  !document.querySelector('[aria-busy="true"]') &&
  !!document.querySelector('figcaption, .notice');

/** Waits for a key press. `time` resolves with the milliseconds until the chart for the new text of the field is painted. */
function watchRedraw(selector) {
  const field = document.querySelector(selector);
  let startedAt;
  field.addEventListener('keydown', () => (startedAt = performance.now()), { once: true });
  const time = new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      const isDrawn =
        document.querySelector('figcaption')?.textContent.includes(`“${field.value}”`) &&
        !document.querySelector('[aria-busy="true"]');
      if (startedAt === undefined || !isDrawn) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - startedAt)));
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  });
  return { time };
}

/** The functions of the steps. Each returns its result. */
const actions = {
  open: async (path) => void (await page.goto(address + path)),
  ready: async () => void (await page.waitForFunction(isReady)),
  /** Waits until an element contains a text, and returns the text content of the element. */
  see: (selector, text) =>
    page
      .waitForFunction(
        (selector, text) =>
          [...document.querySelectorAll(selector)]
            .map((element) => element.textContent)
            .find((content) => content.includes(text)),
        {},
        selector,
        text,
      )
      .then((handle) => handle.jsonValue()),
  texts: (selector) => page.$$eval(selector, (elements) => elements.map((element) => element.textContent)),
  value: (selector) => page.$eval(selector, (element) => element.value),
  hrefs: (selector) => page.$$eval(selector, (links) => links.map((link) => link.href)),
  /** Clicks an element that saves a file, and returns the text of the file. */
  download: async (selector) => {
    const text = page.evaluate(
      () =>
        new Promise((resolve) => {
          const create = URL.createObjectURL;
          URL.createObjectURL = (blob) => (void blob.text().then(resolve), create(blob));
        }),
    );
    await page.click(selector);
    return text;
  },
  attribute: (selector, name) => page.$eval(selector, (element, name) => element.getAttribute(name), name),
  /** Opens all details elements. */
  unfold: () => page.$$eval('details', (elements) => elements.forEach((element) => (element.open = true))),
  click: (selector) => page.click(selector),
  pick: (selector, value) => page.select(selector, value).then(() => null),
  type: (text) => page.keyboard.type(text),
  press: async (key, times = '1') => {
    for (let i = 0; i < Number(times); i++) await page.keyboard.press(key);
  },
  /** Presses Tab until an element has the focus. Returns how often it pressed Tab. */
  tabTo: async (selector) => {
    for (let i = 0; i < 200; i++) {
      if (await page.evaluate((selector) => document.activeElement?.matches(selector), selector)) return i;
      await page.keyboard.press('Tab');
    }
    throw new Error(`Tab does not reach ${selector}`);
  },
  focused: () => page.evaluate(() => document.activeElement?.tagName),
  place: () => page.evaluate(() => location.pathname + location.search),
  /** Waits until the page has this path and query. */
  at: async (place) => void (await page.waitForFunction((place) => location.pathname + location.search === place, {}, place)),
  back: () => page.goBack().then(() => null),
  reload: () => page.reload().then(() => null),
  theme: (value) => page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]),
  size: (width, height) => page.setViewport({ width: Number(width), height: Number(height) }),
  overflow: () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
  axe: async () => {
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`),
    );
  },
  /** The sum of layout shifts since the page was opened, without the shifts after a key press or click. */
  shifts: () =>
    page.evaluate(
      () =>
        new Promise((resolve) => {
          new PerformanceObserver((list) =>
            resolve(list.getEntries().reduce((sum, entry) => sum + (entry.hadRecentInput ? 0 : entry.value), 0)),
          ).observe({ type: 'layout-shift', buffered: true });
          requestAnimationFrame(() => requestAnimationFrame(() => resolve(0)));
        }),
    ),
  /** Types letter by letter. Returns the milliseconds from each key press until the chart is painted. */
  redraws: async (selector, text) => {
    const times = [];
    await page.focus(selector);
    for (const letter of text) {
      const drawn = await page.evaluateHandle(watchRedraw, selector);
      await page.keyboard.press(letter);
      times.push(await drawn.evaluate((watch) => watch.time));
    }
    return times;
  },
  picture: (file) => page.screenshot({ path: file }).then(() => null),
};

const seen = [];
try {
  for (const [name, ...values] of steps) seen.push((await actions[name](...values)) ?? null);
} catch (error) {
  errors.push(`Step ${seen.length}, ${steps[seen.length]?.join(' ')}: ${error}`);
} finally {
  console.log(JSON.stringify({ seen, requests, errors }));
  await browser.close();
}
