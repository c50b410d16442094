// Folding and filtering of the tree of changes, and links into what is folded.
(() => {
  const tree = document.getElementById('tree');
  const reveal = () => {
    let wanted = '';
    try {
      wanted = decodeURIComponent(location.hash.slice(1));
    } catch {
      return;
    }
    const target = document.getElementById(wanted);
    for (let at = target; at; at = at.parentElement) {
      if (at.localName === 'details') {
        at.open = true;
      }
    }
    if (target) {
      target.scrollIntoView();
    }
  };
  addEventListener('hashchange', reveal);
  reveal();
  // What is folded would be missing on paper.
  let folded = [];
  addEventListener('beforeprint', () => {
    folded = [...document.querySelectorAll('details:not([open])')];
    folded.forEach(one => { one.open = true; });
  });
  addEventListener('afterprint', () => folded.forEach(one => { one.open = false; }));
  if (tree) {
    const files = [...tree.querySelectorAll('li.file')];
    const folders = [...tree.querySelectorAll('li.folder')].reverse();
    const filter = document.getElementById('filter');
    const boxes = [...document.querySelectorAll('#tree-controls input[type=checkbox]')];
    const status = document.getElementById('status');
    const apply = () => {
      const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
      const signs = new Set(boxes.filter(box => box.checked).map(box => box.value));
      const all = words.length === 0 && signs.size === boxes.length;
      let shown = 0;
      for (const file of files) {
        const path = file.dataset.path.toLowerCase();
        const fits = signs.has(file.dataset.sign) && words.every(word => path.includes(word));
        file.hidden = !fits;
        shown += fits ? 1 : 0;
      }
      // Folders within others come first, so that each sees what is left of those below it.
      for (const folder of folders) {
        const holds = folder.querySelector(':scope > details > ul > li:not([hidden]):not(.left)') !== null;
        folder.hidden = !all && !holds;
        if (words.length > 0 && holds) {
          folder.firstElementChild.open = true;
        }
      }
      status.textContent = all ? '' : shown + ' of ' + files.length + ' files shown';
    };
    const fold = open => folders.forEach(folder => { folder.firstElementChild.open = open; });
    filter.addEventListener('input', apply);
    boxes.forEach(box => box.addEventListener('change', apply));
    document.getElementById('unfold').addEventListener('click', () => fold(true));
    document.getElementById('fold').addEventListener('click', () => fold(false));
    document.getElementById('tree-controls').hidden = false;
    // A browser that goes back to the page brings back what was typed.
    apply();
  }
  document.documentElement.dataset.ready = '';
})();
