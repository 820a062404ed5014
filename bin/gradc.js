#!/usr/bin/env node
// first, before the code of any library runs
import "../dist/plain.js";
import "../dist/cli.js";
