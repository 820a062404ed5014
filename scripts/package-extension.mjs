// Packs the extension for VS Code: build/gradc-VERSION.vsix, as `code --install-extension` takes it. Such a file is a zip with a
// manifest in XML beside the extension; the client of the language server is bundled into it.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { crc32, deflateRawSync } from "node:zlib";
import { build } from "esbuild";
import { noticesOf } from "./notices.mjs";

const FOLDER = "editors/vscode";
const TYPES = new Map([
  [".js", "application/javascript"], [".json", "application/json"], [".md", "text/markdown"], [".txt", "text/plain"],
  [".vsixmanifest", "text/xml"],
]);

/** The files of the package, by their paths in it. */
export async function filesOfExtension() {
  const { outputFiles: [bundle], metafile } = await build({
    entryPoints: [join(FOLDER, "extension.js")], bundle: true, external: ["vscode"], platform: "node", target: "node18", format: "cjs",
    minify: true, write: false, metafile: true, logLevel: "warning",
  });
  const read = (name) => readFileSync(join(FOLDER, name));
  const manifest = JSON.parse(read("package.json").toString());
  const grammars = readdirSync(join(FOLDER, "syntaxes")).map((name) => [`extension/syntaxes/${name}`, read(`syntaxes/${name}`)]);
  const files = new Map([
    ["extension.vsixmanifest", Buffer.from(vsixManifest(manifest))],
    ["extension/package.json", read("package.json")],
    ["extension/extension.js", Buffer.from(bundle.contents)],
    ["extension/language-configuration.json", read("language-configuration.json")],
    ...grammars,
    ["extension/readme.md", read("README.md")],
    ["extension/LICENSE.txt", read("LICENSE")],
    ["extension/THIRD-PARTY-NOTICES.txt", Buffer.from(noticesOf(Object.keys(metafile.inputs)))],
  ]);
  return new Map([["[Content_Types].xml", Buffer.from(contentTypes([...files.keys()]))], ...files]);
}

function contentTypes(paths) {
  const rows = [...new Set(paths.map((path) => extname(path)))].map(
    (ending) => `<Default Extension="${ending}" ContentType="${TYPES.get(ending)}"/>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${rows.join("")}</Types>
`;
}

function vsixManifest({ name, version, publisher, displayName, description, categories, engines, contributes }) {
  const tags = contributes.languages.flatMap(({ id, extensions }) => [id, ...extensions.map((ending) => `__ext_${ending.slice(1)}`)]);
  const property = (id, value) => `      <Property Id="Microsoft.VisualStudio.${id}" Value="${xml(value)}" />`;
  const asset = (id, path) => `    <Asset Type="Microsoft.VisualStudio.${id}" Path="extension/${path}" Addressable="true" />`;
  return `<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011">
  <Metadata>
    <Identity Language="en-US" Id="${xml(name)}" Version="${xml(version)}" Publisher="${xml(publisher)}" />
    <DisplayName>${xml(displayName)}</DisplayName>
    <Description xml:space="preserve">${xml(description)}</Description>
    <Tags>${xml(tags.join(","))}</Tags>
    <Categories>${xml(categories.join(","))}</Categories>
    <GalleryFlags>Public</GalleryFlags>
    <Properties>
${[
  property("Code.Engine", engines.vscode), property("Code.ExtensionKind", "workspace"), property("Code.ExecutesCode", "true"),
  property("Services.GitHubFlavoredMarkdown", "true"), property("Services.Content.Pricing", "Free"),
].join("\n")}
    </Properties>
    <License>extension/LICENSE.txt</License>
  </Metadata>
  <Installation>
    <InstallationTarget Id="Microsoft.VisualStudio.Code"/>
  </Installation>
  <Dependencies/>
  <Assets>
${[
  asset("Code.Manifest", "package.json"), asset("Services.Content.Details", "readme.md"),
  asset("Services.Content.License", "LICENSE.txt"),
].join("\n")}
  </Assets>
</PackageManifest>
`;
}

function xml(text) {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** A zip of files; their dates are the first one that the form knows, so that the same files are the same bytes. */
export function zipOf(files) {
  const [bodies, entries] = [[], []];
  let at = 0;
  for (const [path, content] of files) {
    const [name, packed] = [Buffer.from(path), deflateRawSync(content, { level: 9 })];
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x800, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt16LE(0x21, 8);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    bodies.push(Buffer.from("PK\x03\x04"), common, name, packed);
    entries.push(Buffer.from("PK\x01\x02\x14\x00"), common, rest, name);
    at += 30 + name.length + packed.length;
  }
  const list = Buffer.concat(entries);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.size, 4);
  end.writeUInt16LE(files.size, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...bodies, list, Buffer.from("PK\x05\x06"), end]);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { version } = JSON.parse(readFileSync(join(FOLDER, "package.json"), "utf8"));
  mkdirSync("build", { recursive: true });
  writeFileSync(`build/gradc-${version}.vsix`, zipOf(await filesOfExtension()));
  console.log(`wrote build/gradc-${version}.vsix`);
}
