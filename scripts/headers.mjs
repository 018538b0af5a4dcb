// The headers every host should send; docs/hosting.md and the Dockerfile's nginx.conf carry the same.
export const csp = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data: blob:",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "object-src 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The one file that may ask another origin, and only when a person gave it an address (src/lib/workers/address.worker.ts). */
export const mayFetch = /\/workers\/address\.worker-[\w-]+\.js$/;

/** Its policy. */
export const fetchCsp = "default-src 'none'; script-src 'self'; connect-src https: http:";

export const securityHeaders = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'Cross-Origin-Opener-Policy': 'same-origin',
};

/** The page that runs an exported model for the export page, and is shown in a frame of it (static/sandbox.html). */
export const framed = /\/sandbox\.html$/;

/** The policy of a page beside its own, which Kit or the page itself carries. */
export const pageCsp = "frame-ancestors 'none'";

/** Of the framed page: an origin that nobody else has, and scripts. */
export const framedCsp = "sandbox allow-scripts; frame-ancestors 'self'";
