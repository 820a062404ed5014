// The plugin for webpack and Rspack: `import { mlpValueAndGrad } from "./mlp.grad"`.
import { fileURLToPath } from "node:url";
import { checkPluginOptions, type PluginOptions } from "./load.js";

export type { PluginOptions } from "./load.js";

/** As much of a compiler of either as the plugin needs: what is known of it where its types are not installed. */
interface Compiler {
  readonly options: { readonly module: { readonly rules: unknown[] } };
}

export interface GradcPlugin {
  readonly name: "gradc";
  /** Takes the compiler of webpack or of Rspack. */
  readonly apply: (compiler: object) => void;
}

/**
 * Compiles every imported `*.grad` file, with the options of the nearest `gradc.config` and, before those, the given ones.
 * Throws a `UseError` for an option that does not exist or has a wrong value.
 */
export default function gradc(options: PluginOptions = {}): GradcPlugin {
  checkPluginOptions(options);
  const loader = fileURLToPath(new URL("./webpack-loader.cjs", import.meta.url));
  return {
    name: "gradc",
    apply: (compiler) => {
      (compiler as Compiler).options.module.rules.push({
        test: /\.grad$/, resourceQuery: { not: [/[?&](?:raw|url)(?:&|=|$)/] }, type: "javascript/auto", use: [{ loader, options }],
      });
    },
  };
}
