#!/usr/bin/env node
// Kept to syntax that old versions of Node can parse, so that they get this message and no SyntaxError.
var parts = process.versions.node.split('.').map(Number);
if (parts[0] < 20 || (parts[0] === 20 && parts[1] < 19)) {
  console.error('aether needs Node 20.19 or newer; this is ' + process.version + '.');
  process.exit(2);
}
require('./load-cli.js')
  .loadCli(process.argv[2], process.argv[3])
  .catch(function (error) {
    if (error && error.code === 'ERR_MODULE_NOT_FOUND' && /dist\/cli\.js/.test(error.message)) {
      console.error('aether is not built yet: run "npm run build" first.');
    } else {
      console.error(error);
    }
    process.exitCode = 2;
  });
