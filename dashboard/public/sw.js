// Keeps the page itself, so that it opens while the engine is off and says so. Nothing of the API is ever kept.
const shell = "shell";
const isAsset = (path) => path.startsWith("/assets/");
const isShell = (path) => /^\/(?:theme\.js|manifest\.webmanifest|icon[\w-]*\.(?:svg|png))$/.test(path);

self.addEventListener("install", (event) => {
  event.waitUntil(keepPage().then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  // A link with a token is the engine's to exchange, once.
  if (pathname === "/" && search === "") event.respondWith(newestElseKept(request, pathname));
  else if (isAsset(pathname)) event.respondWith(keptElseFetched(request, pathname));
  else if (isShell(pathname)) event.respondWith(newestElseKept(request, pathname));
});

/** The page and the files that it names, in place of what an earlier build had: all of it but the language. */
async function keepPage() {
  const cache = await caches.open(shell);
  const page = await fetch("/", { cache: "no-store" });
  if (!page.ok) throw new Error(`the page answered ${page.status}`);
  const text = await page.clone().text();
  const wanted = new Set([...text.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, path]) => `/${path}`));
  for (const path of wanted) {
    if (isAsset(path) && (await cache.match(path))) continue;
    const answer = await fetch(path);
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    await cache.put(path, answer);
  }
  await cache.put("/", page);
  for (const { url } of await cache.keys()) {
    const { pathname } = new URL(url);
    if (isAsset(pathname) && !wanted.has(pathname)) await cache.delete(url);
  }
}

async function newestElseKept(request, pathname) {
  const cache = await caches.open(shell);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) {
      const kept = await cache.match(pathname);
      if (pathname === "/" && kept !== undefined && kept.headers.get("etag") !== answer.headers.get("etag"))
        keepPage().catch(() => {});
      else await cache.put(pathname, answer.clone());
    }
    return answer;
  } catch (error) {
    const kept = await cache.match(pathname);
    if (kept !== undefined) return kept;
    throw error;
  }
}

/** Their names change with their content; a request that names its origin would not be found. */
async function keptElseFetched(request, pathname) {
  const cache = await caches.open(shell);
  const kept = await cache.match(pathname);
  if (kept !== undefined) return kept;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(pathname, answer.clone());
  return answer;
}
