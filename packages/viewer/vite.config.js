import { defineConfig } from 'vite';

export default defineConfig({
  // Relative addresses: the page works under any path of a proxy.
  base: './',
  build: {
    target: 'es2023',
    modulePreload: { polyfill: false },
    // The page's policy allows no data: addresses.
    assetsInlineLimit: 0,
  },
  // `vite packages/viewer` while working on the page, beside a running `npm start`.
  server: {
    proxy: {
      '/api': 'http://127.0.0.1:5080',
      '/live': 'http://127.0.0.1:5080',
      '/farsight.v1.Farsight': { target: 'http://127.0.0.1:5080', ws: true },
    },
  },
});
