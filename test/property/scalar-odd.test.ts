// Random scalar programs against exact values and derivatives: odd seeds.
import { scalarSuite } from "../support/scalar-suite.js";

scalarSuite(1);
