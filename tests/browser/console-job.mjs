// Looks at a file in the console while its job runs. Makes a file when it has seen the job running, waits until the job is completed, and
// prints one JSON object: the statuses that it saw and the attempts at the end.
import { writeFile } from 'node:fs/promises';
import puppeteer from 'puppeteer-core';

const [program, root, key, dataset, marker] = process.argv.slice(2);
const browser = await puppeteer.launch({
  executablePath: program,
  headless: 'shell',
  // Chromium's own sandbox does not start for root, who runs the tests in containers.
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
