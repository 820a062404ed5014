#!/usr/bin/env node
// What was compiled once need not be compiled at the next start, where Node keeps it.
import module from "node:module";

module.enableCompileCache?.();
// first, before the code of any library runs
await import("../dist/plain.js");
await import("../dist/cli.js");
