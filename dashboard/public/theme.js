// Before anything is drawn, so that no page flashes in the other theme.
(() => {
  let theme = null;
  try {
    theme = localStorage.getItem("theme");
  } catch {
    // No storage: as the system has it.
  }
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
})();
