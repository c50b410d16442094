// Opens pages of varve in a real browser, does what a reader does, and says what happened.
//
// usage: node page-check.mjs JOB.json (browser.mjs)
import {accessibility, contents, open, run, shot, themes} from './browser.mjs';

const rows = page => page.locator('#findings-table tbody tr:not(.more)').count();
const status = page => page.locator('#findings-table [role=status]').textContent();

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

  themes,

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
    const found = await accessibility(page);
    if (name) {
      await shot(page, name);
    }
    await context.close();
    return found;
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
    const result = await contents(page);
    await context.close();
    return result;
  },
};

await run(steps);
