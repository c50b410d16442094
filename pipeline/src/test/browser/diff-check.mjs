// Opens a page of two images compared in a real browser, does what a reader does, and says what
// happened.
//
// usage: node diff-check.mjs JOB.json
//   JOB: {chromium, modules, file, shots: folder or null, steps: [[name, ...arguments], ...]}
// Prints one JSON object: {requests, errors, results: {...}}; ends with 0 unless it could not work.
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

const open = async ({theme = 'light', width = 1280, hash = '', scripts = true} = {}) => {
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
  await page.goto(url + hash);
  if (scripts) {
    await page.waitForSelector('html[data-ready]', {state: 'attached'});
  }
  return {context, page};
};

const visible = page => page.locator('#tree li.file:visible').evaluateAll(all => all.map(one => one.dataset.path));

const steps = {
  // Folds and unfolds everything, with the buttons and with the keys, and counts what can be seen.
  async folds() {
    const {context, page} = await open();
    const told = {};
    await page.getByRole('button', {name: 'Fold all', exact: true}).press('Enter');
    told.folded = (await visible(page)).length;
    await page.locator('#tree summary').first().press('Enter');
    told.first = await page.locator('#tree details').first().evaluate(one => one.open);
    await page.getByRole('button', {name: 'Unfold all', exact: true}).press('Enter');
    told.unfolded = (await visible(page)).length;
    await context.close();
    return told;
  },

  // Types into the filter and tells the paths that are left.
  async filters(words) {
    const {context, page} = await open();
    await page.getByRole('button', {name: 'Fold all', exact: true}).click();
    await page.getByLabel('Filter by path').pressSequentially(words);
    const told = {paths: await visible(page), status: await page.locator('#status').textContent()};
    await context.close();
    return told;
  },

  // Leaves out one kind of change and tells the paths that are left.
  async leavesOut(sign) {
    const {context, page} = await open();
    await page.getByRole('button', {name: 'Unfold all', exact: true}).click();
    await page.getByLabel(sign, {exact: true}).uncheck();
    const told = await visible(page);
    await context.close();
    return told;
  },

  // Follows the link from a file to its text, which may be folded, and tells the lines there.
  async reads(file) {
    const {context, page} = await open();
    await page.locator('#texts details').evaluateAll(all => all.forEach(one => { one.open = false; }));
    await page.getByRole('button', {name: 'Unfold all', exact: true}).click();
    await page.locator(`#tree li.file[data-path="${file}"] a`).press('Enter');
    const text = page.locator('#texts details:target');
    await text.locator('table').waitFor({state: 'visible'});
    const told = {
      heading: await text.locator('summary').innerText(),
      lines: await text.locator('tbody tr').evaluateAll(all => all.map(row => [...row.cells].map(cell => cell.textContent).join('|'))),
      removed: await text.locator('del').allTextContents(),
      added: await text.locator('ins').allTextContents(),
    };
    await context.close();
    return told;
  },

  // Goes through the themes and tells the page's ground in each.
  async themes() {
    const {context, page} = await open();
    const told = [];
    for (let i = 0; i < 3; i++) {
      told.push((await page.locator('#theme').textContent()) + ' '
        + await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
      await page.locator('#theme').press('Enter');
    }
    await context.close();
    return told;
  },

  // Checks accessibility with everything unfolded.
  async accessible(theme, width, name) {
    const {context, page} = await open({theme: theme, width: width});
    await page.evaluate(() => document.querySelectorAll('details').forEach(one => { one.open = true; }));
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    // Playwright's own world is not under the page's policy.
    await page.evaluate(axe);
    const found = await page.evaluate(() => axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    }));
    if (name && job.shots) {
      await page.screenshot({path: path.join(job.shots, name + '.png'), fullPage: true});
    }
    await context.close();
    return {
      overflow: overflow,
      passes: found.passes.length,
      violations: found.violations.map(one => one.impact + ' ' + one.id + ': '
        + one.nodes.slice(0, 5).map(node => node.html.slice(0, 160) + ' ' + (node.failureSummary || '').slice(0, 200)).join(' | ')),
    };
  },

  // Folds everything, prints, and tells what is on paper and after it.
  async prints() {
    const {context, page} = await open();
    await page.evaluate(() => document.querySelectorAll('details').forEach(one => { one.open = false; }));
    const told = await page.evaluate(() => {
      const folded = () => document.querySelectorAll('details:not([open])').length;
      dispatchEvent(new Event('beforeprint'));
      const during = folded();
      dispatchEvent(new Event('afterprint'));
      return {during: during, after: folded(), all: document.querySelectorAll('details').length};
    });
    await context.close();
    return told;
  },

  // Tells what a reader without scripts sees of the tree.
  async plain() {
    const {context, page} = await open({scripts: false});
    await page.locator('#tree summary').first().click();
    const told = {files: await page.locator('#tree li.file').count(), controls: await page.locator('#tree-controls').isVisible()};
    await context.close();
    return told;
  },

  // Tells all that can be read, and what should not be there.
  async holds() {
    const {context, page} = await open();
    await page.evaluate(() => document.querySelectorAll('details').forEach(one => { one.open = true; }));
    const told = await page.evaluate(() => ({
      text: document.body.innerText,
      scripts: document.scripts.length,
      frames: document.querySelectorAll('iframe, object, embed, img, link, base, form').length,
      handlers: [...document.querySelectorAll('*')].flatMap(one => [...one.attributes]).filter(one => /^on/i.test(one.name)).length,
      hacked: window.hacked === true,
    }));
    await context.close();
    return told;
  },
};

try {
  for (const [name, ...args] of job.steps) {
    said.results[[name, ...args].join(' ')] = await steps[name](...args);
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify(said));
