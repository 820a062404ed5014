// An entry of its own, run before all others. This process is the command's own: what a preloaded module left on
// Object.prototype is removed for good.
import { removeForeign } from "../plain-objects.js";

removeForeign();
