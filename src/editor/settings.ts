// The options that the configuration of a project has for its programs, as an editor compiles them.
import { existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { UseError } from "../diagnostics/faults.js";
import type { CompileOptions } from "../compile.js";
import { configPath, optionsInConfig, readConfig, type ProjectConfig } from "../project/config-file.js";

/** What a configuration held when it was read; it is read again once the file has changed. */
interface Read {
  readonly changed: number;
  readonly project: ProjectConfig | undefined;
}

export type Settings = Map<string, Promise<Read>>;

/** The options of a program; `fault` is told once of a configuration that can't be used, and the defaults hold then. */
export async function optionsAt(settings: Settings, path: string | undefined, fault: (text: string) => void): Promise<CompileOptions> {
  if (path === undefined || !existsSync(dirname(path))) return {};
  try {
    const config = configPath(dirname(path));
    const project = config === undefined ? undefined : await projectAt(settings, config, fault);
    const { target: _, ...options } = (project === undefined ? undefined : optionsInConfig(project, path)) ?? {};
    return options;
  } catch (error) {
    if (!(error instanceof UseError)) throw error;
    fault(error.message);
    return {};
  }
}

async function projectAt(settings: Settings, config: string, fault: (text: string) => void): Promise<ProjectConfig | undefined> {
  const changed = statSync(config, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const known = await settings.get(config);
  if (known?.changed === changed) return known.project;
  const read = readConfig(config).catch((error: unknown) => {
    if (!(error instanceof UseError)) throw error;
    fault(error.hint === undefined ? error.message : `${error.message} ${error.hint}`);
    return undefined;
  }).then((project) => ({ changed, project }));
  settings.set(config, read);
  return (await read).project;
}
