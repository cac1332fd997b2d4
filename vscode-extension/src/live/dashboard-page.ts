/** The page of the webview that shows an engine's dashboard: a frame, and nothing that may run beside it. */

/**
 * `address` is where the editor reaches the dashboard; other than http and https is refused by a `RangeError`. The page gets the
 * token by the frame's name: cookies do not reach a frame of another site, and a name stands in no address and no log.
 */
export function dashboardPage(address: string, nonce: string, token: string): string {
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
<iframe src="${attribute(url.href)}" name="${attribute(`macro-engine token ${token}`)}" title="Dashboard"></iframe>
</body>
</html>
`;
}

function attribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
