// A classic script in the head, so that the page is never drawn in the wrong colours first.
(() => {
  try {
    const theme = JSON.parse(localStorage.getItem('parley.theme'));
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // Without storage the system's preference decides.
  }
})();
