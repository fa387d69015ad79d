#!/usr/bin/env node
// In the repository, so that npm can link it before anything is built.
await import('../dist/main.js').catch((error) => {
  if (error.code !== 'ERR_MODULE_NOT_FOUND' || !error.message.includes('main.js')) throw error;
  console.error('farsight: the project is not built yet. Run: npm run build');
  process.exitCode = 1;
});
