'use strict';
// Choice of theme: as the system has it, light, or dark. Kept where the browser allows that.
(() => {
  const root = document.documentElement;
  const button = document.getElementById('theme');
  const themes = ['system', 'light', 'dark'];
  const key = 'varve-theme';
  const kept = () => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const keep = theme => {
    try {
      localStorage.setItem(key, theme);
    } catch {
      // A page from disk or from a mail may have no storage; the choice then lasts as long as it.
    }
  };
  const show = theme => {
    if (theme === 'system') {
      delete root.dataset.theme;
    } else {
      root.dataset.theme = theme;
    }
    button.textContent = 'Theme: ' + theme;
  };
  let theme = themes.includes(kept()) ? kept() : 'system';
  show(theme);
  button.hidden = false;
  button.addEventListener('click', () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    keep(theme);
    show(theme);
  });
})();
