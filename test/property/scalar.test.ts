// Random scalar programs against exact values and derivatives.
import { scalarSuite } from "../support/scalar-suite.js";

scalarSuite();
