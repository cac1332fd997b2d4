/** What every answer tells a browser to be careful of. */

import type { ApiConfig } from "../../config/config.ts";

/** No script, style or connection but its own, and nothing inline. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
];

/**
 * Whose frames may show a page: tabs of VS Code, whose pages have schemes of their own that no web page can have, and the pages
 * that may call the API.
 */
const frames = ["vscode-webview:", "vscode-file:"];

export const securityHeaders = ({ origins }: Pick<ApiConfig, "origins">) => ({
  "Content-Security-Policy": [...contentSecurityPolicy, `frame-ancestors ${[...frames, ...origins].join(" ")}`].join(
    "; ",
  ),
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
});
