import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `vite` finds the admin routes of a running application. */
const admin = new URL(process.env['LLM_ADMIN_URL'] ?? 'http://localhost:3000/admin/llm');

/** What the page asks for: all else in development is Vite's own. */
const ROUTES =
  '^/(calls|traces|sessions|stats|facets|capabilities|live|export|users|companies|budgets|budget-rules|events|compare|health)(/|\\?|$)';

export default defineConfig({
  // The page is served under whatever prefix the application has.
  base: './',
  plugins: [react()],
  build: {
    outDir: '../llm-logging/dist/dashboard',
    emptyOutDir: true,
    target: 'es2023',
    // A data: URL is one more source for the Content-Security-Policy to allow.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      [ROUTES]: {
        target: admin.origin,
        changeOrigin: true,
        rewrite: (path) => admin.pathname.replace(/\/$/, '') + path,
      },
    },
  },
});
