// Random scalar programs against exact values and derivatives: even seeds.
import { scalarSuite } from "../support/scalar-suite.js";

scalarSuite(0);
