// Uses the GraphQL IDE in a real Chromium. Prints one JSON object: the texts that the page showed, the address of each request, and
// the errors that the browser reported, including violations of the content security policy.
import puppeteer from 'puppeteer-core';

const [program, address, key, picture] = process.argv.slice(2);
const browser = await puppeteer.launch({
  executablePath: program,
  headless: 'shell',
  // The sandbox of Chromium does not start for root, and containers run the tests as root.
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
const page = await browser.newPage();
await page.setViewport({ width: 1400, height: 900 });
const requests = [];
const errors = [];
page.on('request', (request) => requests.push(request.url()));
page.on('console', (message) => ['error', 'warn'].includes(message.type()) && errors.push(message.text()));
page.on('pageerror', (error) => errors.push(String(error)));

/** Waits until an element contains a text, or for two minutes. Returns the text of the elements that match the selector. */
async function text(selector, expected) {
  const has = (selector, expected) => [...document.querySelectorAll(selector)].some((element) => element.innerText.includes(expected));
  await page.waitForFunction(has, { timeout: 120_000 }, selector, expected).catch(() => {});
  return page.$$eval(selector, (elements) => elements.map((element) => element.innerText.replaceAll('\u00a0', ' ')).join('\n'));
}

async function runBundle() {
  const shown = {};
  await page.waitForFunction(() => document.querySelectorAll('.monaco-editor .view-line').length > 5);
  if (key) {
    shown.refused = await run('BN401');
    // Moves the cursor between the quotes of "X-Api-Key": "".
    await page.click('section[aria-label="Headers"] .graphiql-editor:not(.hidden) .view-line:nth-child(2)');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.sendCharacter(key);
  }
  shown.answer = await run('Sophia');
  await page.click('button[aria-label="Show Documentation Explorer"]');
  await page.waitForSelector('.graphiql-doc-explorer-content');
  await text('.graphiql-doc-explorer-content', 'Query');
  await page.locator('.graphiql-doc-explorer-content ::-p-text(Query)').click();
  shown.documentation = await text('.graphiql-doc-explorer-content', 'popularNames');
  await page.click('button[aria-label="Show GraphiQL Explorer"]');
  shown.explorer = await text('.graphiql-plugin', 'nameStatistics');
  await page.click('section[aria-label="Operation Editor"] .view-line');
  await page.keyboard.down('Control');
  await page.keyboard.press('a');
  await page.keyboard.up('Control');
  await page.keyboard.sendCharacter('subscription Live { statisticsUpdated { dataVersion } }');
  // The tab gets the name of the operation when the editor has parsed the document.
  await text('.graphiql-tab', 'Live');
  shown.live = await run('dataVersion');
  return shown;
}

async function run(expected) {
  await page.click('.graphiql-execute-button');
  return text('.result-window .view-lines', expected);
}

async function runPlain() {
  if (key) await page.type('#key', key);
  await page.click('#run');
  return { answer: await text('#answer', 'Sophia') };
}

try {
  await page.goto(address);
  const shown = (await page.$('#run')) ? await runPlain() : await runBundle();
  console.log(JSON.stringify({ shown, requests, errors }));
} catch (error) {
  console.log(JSON.stringify({ shown: {}, requests, errors: [...errors, String(error)] }));
} finally {
  if (picture) await page.screenshot({ path: picture });
  await browser.close();
}
