#!/usr/bin/env node
"use strict";
// What was compiled once need not be compiled at the next start, where Node keeps it.
require("node:module").enableCompileCache?.();
// first, before the code of any library runs
require("../dist/plain.cjs");
require("../dist/cli.cjs");
