// Bundles the editor into one module and writes the licences of everything inside beside it.
// `node build.mjs [FOLDER]`; the same sources and lock file give the same bytes.

import { build } from "esbuild";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const folder = process.argv[2] ?? join(here, "dist");

const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: ["src/editor.js"],
  bundle: true,
  format: "esm",
  target: ["es2022"],
  minify: true,
  metafile: true,
  charset: "utf8",
  legalComments: "none",
  outfile: join(folder, "editor.js"),
});

const packages = new Set();
for (const input of Object.keys(metafile.inputs)) {
  const name = input.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1];
  if (name) packages.add(name);
}
const parts = ["editor.js holds these packages, each under its own licence.\n"];
for (const name of [...packages].sort()) {
  const root = join(here, "node_modules", name);
  const { version, license } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const file = (await readdir(root)).find((each) => /^licen[cs]e/i.test(each));
  const text = file ? (await readFile(join(root, file), "utf8")).trim() : "(no licence file in the package)";
  parts.push(`## ${name} ${version} (${license})\n\n${text}\n`);
}
await mkdir(folder, { recursive: true });
await writeFile(join(folder, "LICENSES.txt"), parts.join("\n"));
