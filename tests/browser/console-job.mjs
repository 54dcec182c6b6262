// Shows a file in the console while its job runs. Creates the marker file when the page shows the job as running, and waits until it shows
// the job as completed. Prints a JSON array: the cells of the job at both times.
import { writeFile } from 'node:fs/promises';
import puppeteer from 'puppeteer-core';

const [program, root, key, dataset, marker] = process.argv.slice(2);
const browser = await puppeteer.launch({
  executablePath: program,
  headless: 'shell',
  // The sandbox of Chromium does not start for root, and containers run the tests as root.
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
const page = await browser.newPage();
await page.goto(`${root}/console/files/${dataset}`);
await (await page.waitForSelector('#key')).type(key);
await page.keyboard.press('Enter');
const statuses = [];
for (const status of ['running', 'completed']) {
  const job = await page.waitForFunction((status) => {
    const row = document.querySelector('section:last-of-type tbody tr');
    return row?.querySelector('.badge').textContent === status && [...row.children].map((cell) => cell.textContent);
  }, { timeout: 120_000, polling: 50 }, status);
  statuses.push(await job.jsonValue());
  if (status === 'running') await writeFile(marker, '');
}
await browser.close();
console.log(JSON.stringify(statuses));
