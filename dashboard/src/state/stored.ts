/** What the browser keeps of its user's choices; where storage is denied, they last as long as the page. */

/** `null` takes it away. */
export function store(key: string, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {
    // Denied.
  }
}
