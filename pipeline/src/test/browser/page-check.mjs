// Opens pages of varve in a real browser, does what a reader does, and says what happened.
//
// usage: node page-check.mjs JOB.json
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

const open = async ({theme = 'light', width = 1280, hash = ''} = {}) => {
  const context = await browser.newContext({
    colorScheme: theme, viewport: {width: width, height: 900}, reducedMotion: 'reduce',
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
  await page.waitForSelector('html[data-ready]', {state: 'attached'});
  const millis = await page.evaluate(() => performance.now());
  return {context, page, millis, wall: performance.now() - start};
};

const rows = page => page.locator('#findings-table tbody tr:not(.more)').count();
const status = page => page.locator('#findings-table [role=status]').textContent();
const shot = async (page, name, full = true) => {
  if (job.shots) {
    await page.screenshot({path: path.join(job.shots, name + '.png'), fullPage: full});
  }
};

const steps = {
  // Time from navigation until the page can be used.
  async opens() {
    const {context, page, millis} = await open();
    await context.close();
    return {millis: millis};
  },

  // Times of typing a word letter by letter into the filter of findings, in the page.
  async types(word) {
    const {context, page} = await open();
    const millis = await page.evaluate(async letters => {
      const query = document.querySelector('#findings-table input');
      const times = [];
      for (let i = 1; i <= letters.length; i++) {
        const start = performance.now();
        query.value = letters.slice(0, i);
        query.dispatchEvent(new Event('input'));
        await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
        times.push(performance.now() - start);
      }
      return times;
    }, word);
    const result = {millis: millis, status: await status(page), rows: await rows(page)};
    await context.close();
    return result;
  },

  // Sorts findings by a column and tells the cells of that column.
  async sorts(column) {
    const {context, page} = await open();
    const told = {};
    for (const direction of ['ascending', 'descending']) {
      const head = page.locator('#findings-table thead th', {hasText: column});
      for (let i = 0; i < 2 && (await head.getAttribute('aria-sort')) !== direction; i++) {
        await head.locator('button').press('Enter');
      }
      const at = await head.evaluate(cell => cell.cellIndex);
      told[direction] = await page.locator(`#findings-table tbody tr:not(.more) td:nth-child(${at + 1})`).allTextContents();
    }
    await context.close();
    return told;
  },

  // Opens a link to a finding and tells the row that is marked.
  async follows(hash) {
    const {context, page} = await open({hash: hash});
    const row = page.locator('#findings-table tr.target');
    const result = {
      rows: await row.count(),
      id: await row.getAttribute('id'),
      visible: await row.isVisible(),
      inView: await row.evaluate(cell => {
        const box = cell.getBoundingClientRect();
        return box.top >= 0 && box.bottom <= innerHeight;
      }),
      details: await page.locator('#findings-table tr.target + tr.more').innerText(),
      focus: await page.evaluate(() => document.activeElement.closest('tr')?.id ?? ''),
    };
    await context.close();
    return result;
  },

  // Chooses from the lists over the findings and tells how many are left.
  async chooses(label, option) {
    const {context, page} = await open();
    await page.locator('#findings-table').getByLabel(label, {exact: true}).selectOption(option);
    const result = {status: await status(page), rows: await rows(page)};
    await context.close();
    return result;
  },

  // Turns pages and tells the first row of each.
  async turns() {
    const {context, page} = await open();
    const told = [];
    for (let i = 0; i < 3; i++) {
      told.push((await status(page)) + ' ' + await page.locator('#findings-table tbody tr').first().getAttribute('id'));
      const next = page.locator('#findings-table').getByRole('button', {name: 'Next'});
      if (!(await next.isVisible()) || (await next.isDisabled())) {
        break;
      }
      await next.click();
    }
    await context.close();
    return told;
  },

  // Folds every section and unfolds it by a link to it.
  async folds() {
    const {context, page} = await open();
    const told = {};
    for (const id of await page.locator('details.section').evaluateAll(all => all.map(one => one.id))) {
      const section = page.locator('#' + id);
      await section.locator('> summary').press('Enter');
      const closed = !(await section.evaluate(one => one.open));
      await page.locator(`nav a[href="#${id}"]`).press('Enter');
      await page.waitForFunction(name => document.getElementById(name).open, id);
      told[id] = closed;
    }
    await context.close();
    return told;
  },

  // Unfolds the first row of a list and tells what it says.
  async unfolds(host, name) {
    const {context, page} = await open();
    const opener = page.locator(`#${host} tbody .opener`).first();
    await opener.press('Enter');
    const result = {
      expanded: await opener.getAttribute('aria-expanded'),
      text: await page.locator(`#${host} tr.more`).first().innerText(),
      pictures: await page.locator(`#${host} tr.more svg[role=img]`).count(),
    };
    if (name) {
      await page.locator(`#${host} tr.more`).first().scrollIntoViewIfNeeded();
      await shot(page, name, false);
    }
    await context.close();
    return result;
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

  // Reaches every control by keyboard alone, up to a bound, and tells those without a visible focus.
  async tabs(most) {
    const {context, page} = await open();
    const bad = [];
    const seen = new Set();
    for (let i = 0; i < most; i++) {
      await page.keyboard.press('Tab');
      const here = await page.evaluate(() => {
        const active = document.activeElement;
        const style = getComputedStyle(active);
        return {what: active.localName + '#' + active.id + ' ' + (active.textContent || '').slice(0, 40),
          outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0};
      });
      seen.add(here.what);
      if (!here.outline && !here.what.startsWith('body')) {
        bad.push(here.what);
      }
    }
    await context.close();
    return {seen: seen.size, withoutFocus: bad};
  },

  // Checks accessibility with everything folded open that a reader may open.
  async accessible(theme, width, name) {
    const {context, page} = await open({theme: theme, width: width});
    for (const host of ['images-table', 'findings-table', 'containers-table']) {
      const opener = page.locator(`#${host} tbody .opener`).first();
      if (await opener.count()) {
        await opener.click();
      }
    }
    await page.evaluate(() => {
      document.querySelectorAll('details:not([open])').forEach((one, at) => {
        one.open = at < 12 || at % 25 === 0;
      });
    });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    // Playwright's own world is not under the page's policy.
    await page.evaluate(axe);
    const found = await page.evaluate(() => axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    }));
    if (name) {
      await shot(page, name);
    }
    await context.close();
    return {
      overflow: overflow,
      passes: found.passes.length,
      violations: found.violations.map(one => one.impact + ' ' + one.id + ': '
        + one.nodes.slice(0, 5).map(node => node.html.slice(0, 160) + ' ' + (node.failureSummary || '').slice(0, 200)).join(' | ')),
    };
  },

  // Pictures for people to look at.
  async shows(theme, width, name) {
    const {context, page} = await open({theme: theme, width: width});
    await shot(page, name);
    await context.close();
    return {};
  },

  // Prints and tells how many rows of findings are on paper.
  async prints() {
    const {context, page} = await open();
    await page.locator('#rules > summary').click();
    const during = await page.evaluate(() => {
      dispatchEvent(new Event('beforeprint'));
      const told = {rows: document.querySelectorAll('#findings-table tbody tr').length, folded: document.querySelectorAll('details.section:not([open])').length};
      dispatchEvent(new Event('afterprint'));
      return told;
    });
    const result = {during: during, after: await rows(page), folded: await page.locator('details.section:not([open])').count()};
    await context.close();
    return result;
  },

  // Tells what a reader sees of a text, everywhere on the page and in details.
  async reads(host) {
    const {context, page} = await open();
    if (host) {
      await page.locator('#findings-table').getByLabel('Status', {exact: true}).selectOption('');
      for (const opener of await page.locator(`#${host} tbody .opener`).all()) {
        await opener.click();
      }
    }
    const result = await page.evaluate(() => ({
      text: document.body.innerText,
      scripts: document.scripts.length,
      frames: document.querySelectorAll('iframe, object, embed, img, link, base, form').length,
      handlers: [...document.querySelectorAll('*')].flatMap(one => [...one.attributes]).filter(one => /^on/i.test(one.name)).length,
      hacked: window.hacked === true,
    }));
    await context.close();
    return result;
  },
};

try {
  for (const [name, ...args] of job.steps) {
    const key = [name, ...args].join(' ');
    said.results[key] = await steps[name](...args);
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify(said));
