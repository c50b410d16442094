// What the checks of all pages share: a browser that notes what a page asks for and complains of,
// steps that every page can take, and the run of a job.
//
//   JOB: {chromium, modules, file, shots: folder or null, steps: [[name, ...arguments], ...]}
import {createRequire} from 'node:module';
import fs from 'node:fs';
import path from 'node:path';
import {pathToFileURL} from 'node:url';

const job = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const require = createRequire(path.join(job.modules, 'any.js'));
const {chromium} = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const browser = await chromium.launch({
  executablePath: job.chromium,
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--allow-file-access-from-files'],
});
const said = {requests: [], errors: [], results: {}};
const url = pathToFileURL(job.file).href;

// Opens the page and waits until it can be used.
export const open = async ({theme = 'light', width = 1280, hash = '', scripts = true} = {}) => {
  const context = await browser.newContext({
    colorScheme: theme, viewport: {width: width, height: 900}, reducedMotion: 'reduce',
    javaScriptEnabled: scripts,
  });
  const page = await context.newPage();
  page.on('request', request => {
    if (request.url().split('#')[0] !== url) {
      said.requests.push(request.url());
    }
  });
  page.on('console', message => {
    if (['error', 'warning'].includes(message.type())) {
      said.errors.push(message.text());
    }
  });
  page.on('pageerror', error => said.errors.push(String(error)));
  page.on('dialog', async dialog => {
    said.errors.push('dialog: ' + dialog.message());
    await dialog.dismiss();
  });
  const start = performance.now();
  await page.goto(url + hash);
  if (!scripts) {
    return {context, page};
  }
  await page.waitForSelector('html[data-ready]', {state: 'attached'});
  const millis = await page.evaluate(() => performance.now());
  return {context, page, millis, wall: performance.now() - start};
};

// Takes a picture, if somebody wants to look at it.
export const shot = async (page, name, full = true) => {
  if (job.shots) {
    await page.screenshot({path: path.join(job.shots, name + '.png'), fullPage: full});
  }
};

// What axe-core finds, and how many pixels are off the side.
export const accessibility = async page => {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  // Playwright's own world is not under the page's policy.
  await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  return {
    overflow: overflow,
    passes: found.passes.length,
    violations: found.violations.map(one => one.impact + ' ' + one.id + ': '
      + one.nodes.slice(0, 5).map(node => node.html.slice(0, 160) + ' ' + (node.failureSummary || '').slice(0, 200)).join(' | ')),
  };
};

// Goes through the themes and tells the page's ground in each.
export const themes = async () => {
  const {context, page} = await open();
  const told = [];
  for (let i = 0; i < 3; i++) {
    told.push((await page.locator('#theme').textContent()) + ' '
      + await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
    await page.locator('#theme').press('Enter');
  }
  await context.close();
  return told;
};

// All that a reader sees, and what a page must not have.
export const contents = page => page.evaluate(() => ({
  text: document.body.innerText,
  scripts: document.scripts.length,
  frames: document.querySelectorAll('iframe, object, embed, img, link, base, form').length,
  handlers: [...document.querySelectorAll('*')].flatMap(one => [...one.attributes]).filter(one => /^on/i.test(one.name)).length,
  hacked: window.hacked === true,
}));

// Takes the steps of the job and prints {requests, errors, results: {...}}.
export const run = async steps => {
  try {
    for (const [name, ...args] of job.steps) {
      said.results[[name, ...args].join(' ')] = await steps[name](...args);
    }
  } finally {
    await browser.close();
  }
  console.log(JSON.stringify(said));
};
