/** The page of the webview that shows an engine's dashboard: a frame, and nothing that may run beside it. */

/** `address` is where the editor reaches the dashboard; other than http and https is refused by a `RangeError`. */
export function dashboardPage(address: string, nonce: string): string {
  const url = new URL(address);
  if (url.protocol !== "http:" && url.protocol !== "https:") throw new RangeError(`${url.protocol} is no web page`);
  const policy = `default-src 'none'; frame-src ${url.origin}; style-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Dashboard</title>
<style nonce="${nonce}">
html, body, iframe { width: 100%; height: 100%; margin: 0; padding: 0; border: 0; display: block; overflow: hidden; }
</style>
</head>
<body>
<iframe src="${url.href.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}" title="Dashboard"></iframe>
</body>
</html>
`;
}
