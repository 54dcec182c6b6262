// Opens the GraphQL IDE in a real Chromium and uses it as a person would. Prints one JSON object: what was shown, every
// address that was asked, and every fault that the browser reported (refusals of the content security policy among them).
import puppeteer from 'puppeteer-core';

const [program, address, key, picture] = process.argv.slice(2);
const browser = await puppeteer.launch({
  executablePath: program,
  headless: 'shell',
  // Chromium's own sandbox does not start for root, who runs the tests in containers.
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
const page = await browser.newPage();
await page.setViewport({ width: 1400, height: 900 });
const asked = [];
const faults = [];
page.on('request', (request) => asked.push(request.url()));
page.on('console', (message) => ['error', 'warn'].includes(message.type()) && faults.push(message.text()));
page.on('pageerror', (fault) => faults.push(String(fault)));

/** The text of an element once it has what is looked for, or whatever it has after a while. */
async function text(selector, sought) {
  const has = (selector, sought) => [...document.querySelectorAll(selector)].some((element) => element.innerText.includes(sought));
  await page.waitForFunction(has, { timeout: 120_000 }, selector, sought).catch(() => {});
  return page.$$eval(selector, (elements) => elements.map((element) => element.innerText.replaceAll('\u00a0', ' ')).join('\n'));
}

async function runBundle() {
  const shown = {};
  await page.waitForFunction(() => document.querySelectorAll('.monaco-editor .view-line').length > 5);
  if (key) {
    shown.refused = await run('BN401');
    // The cursor between the quotes of "X-Api-Key": "".
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
  // The tab is named when the editor has understood the document.
  await text('.graphiql-tab', 'Live');
  shown.live = await run('dataVersion');
  return shown;
}

async function run(sought) {
  await page.click('.graphiql-execute-button');
  return text('.result-window .view-lines', sought);
}

async function runPlain() {
  if (key) await page.type('#key', key);
  await page.click('#run');
  return { answer: await text('#answer', 'Sophia') };
}

try {
  await page.goto(address);
  const shown = (await page.$('#run')) ? await runPlain() : await runBundle();
  console.log(JSON.stringify({ shown, asked, faults }));
} catch (fault) {
  console.log(JSON.stringify({ shown: {}, asked, faults: [...faults, String(fault)] }));
} finally {
  if (picture) await page.screenshot({ path: picture });
  await browser.close();
}
