// Opens a page of two images compared in a real browser, does what a reader does, and says what
// happened.
//
// usage: node diff-check.mjs JOB.json (browser.mjs)
import {accessibility, contents, open, run, shot, themes} from './browser.mjs';

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

  // Opens the page at what is no address, and tells whether it can be used.
  async opensAt(hash) {
    const {context, page} = await open({hash: hash});
    const told = await page.locator('#tree-controls').isVisible();
    await context.close();
    return told;
  },

  themes,

  // Checks accessibility with everything unfolded.
  async accessible(theme, width, name) {
    const {context, page} = await open({theme: theme, width: width});
    await page.evaluate(() => document.querySelectorAll('details').forEach(one => { one.open = true; }));
    const found = await accessibility(page);
    await shot(page, name);
    await context.close();
    return found;
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
    const told = await contents(page);
    await context.close();
    return told;
  },
};

await run(steps);
