// Uses the explorer in a real Chromium as a person would. Reads steps from standard input, an array of [what, ...arguments], and prints
// one JSON object: what each step saw, every address that was asked, and every fault that the browser reported (refusals of the content
// security policy among them).
import { readFileSync } from 'node:fs';
import puppeteer from 'puppeteer-core';

const [program, address] = process.argv.slice(2);
const steps = JSON.parse(readFileSync(0, 'utf8'));
const axe = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const browser = await puppeteer.launch({
  executablePath: program,
  headless: 'shell',
  // Chromium's own sandbox does not start for root, who runs the tests in containers.
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
const page = await browser.newPage();
page.setDefaultTimeout(120_000);
await page.setViewport({ width: 1200, height: 900 });
const asked = [];
const faults = [];
page.on('request', (request) => asked.push(request.url()));
page.on('console', (message) => ['error', 'warn'].includes(message.type()) && faults.push(message.text()));
page.on('pageerror', (fault) => faults.push(String(fault)));

const isReady = () =>
  document.querySelector('.view') &&
  !document.querySelector('[aria-busy="true"]') &&
  !!document.querySelector('figcaption, .notice');

/** Waits for a key; resolves `time` when the chart of what the field then has is painted. */
function watchRedraw(selector) {
  const field = document.querySelector(selector);
  let begun;
  field.addEventListener('keydown', () => (begun = performance.now()), { once: true });
  const time = new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      const isDrawn =
        document.querySelector('figcaption')?.textContent.includes(`“${field.value}”`) &&
        !document.querySelector('[aria-busy="true"]');
      if (begun === undefined || !isDrawn) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begun)));
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  });
  return { time };
}

/** What a step may be. Each returns what it saw. */
const acts = {
  open: async (path) => void (await page.goto(address + path)),
  ready: async () => void (await page.waitForFunction(isReady)),
  /** Waits until an element has a text. */
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
  /** The text of the file that a click saves. */
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
  /** Opens all that is folded. */
  unfold: () => page.$$eval('details', (elements) => elements.forEach((element) => (element.open = true))),
  click: (selector) => page.click(selector),
  pick: (selector, value) => page.select(selector, value).then(() => null),
  type: (text) => page.keyboard.type(text),
  press: async (key, times = '1') => {
    for (let i = 0; i < Number(times); i++) await page.keyboard.press(key);
  },
  /** Tab until an element has the focus, as a person does who has no mouse. */
  tabTo: async (selector) => {
    for (let i = 0; i < 200; i++) {
      if (await page.evaluate((selector) => document.activeElement?.matches(selector), selector)) return i;
      await page.keyboard.press('Tab');
    }
    throw new Error(`Tab does not reach ${selector}`);
  },
  focused: () => page.evaluate(() => document.activeElement?.tagName),
  place: () => page.evaluate(() => location.pathname + location.search),
  /** Waits until the address is this one. */
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
  /** Sum of the shifts of the layout since the page was opened, without those that follow a key or click. */
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
  /** Types letter by letter; the milliseconds from each key until the chart is redrawn and painted. */
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
  for (const [what, ...values] of steps) seen.push((await acts[what](...values)) ?? null);
} catch (fault) {
  faults.push(`Step ${seen.length}, ${steps[seen.length]?.join(' ')}: ${fault}`);
} finally {
  console.log(JSON.stringify({ seen, asked, faults }));
  await browser.close();
}
