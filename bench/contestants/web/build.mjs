// node build.mjs --out DIR: each contestant as a page of its own, DIR/NAME/index.html with DIR/NAME/app.js, bundled
// and minified as for production; DIR/harness.js, which all of them load; and DIR/contestants.json, which says what they are.
import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { contestants } from "./contestants.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const fail = (words) => {
    console.error(words);
    process.exit(1);
};

const out = outputFolder();
const esbuild = await bundler();
const lock = JSON.parse(await readFile(here("package-lock.json"), "utf8"));

for (const contestant of contestants) await build(contestant);
await copyFile(here("../harness.js"), join(out, "harness.js"));
await writeFile(join(out, "contestants.json"), `${JSON.stringify(contestants.map(description), null, 2)}\n`);

function outputFolder() {
    const usage = "Say where the pages shall go: node build.mjs --out DIR";
    try {
        const { values } = parseArgs({ options: { out: { type: "string" } } });
        return values.out || fail(usage);
    } catch (error) {
        return fail(`${error.message}\n${usage}`);
    }
}

async function bundler() {
    try {
        return await import("esbuild");
    } catch {
        return fail("The packages are not installed: run `npm ci` in bench/contestants/web");
    }
}

async function build({ name, title }) {
    const folder = join(out, name);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "index.html"), page(title));
    const bundled = await esbuild
        .build({
            entryPoints: [source(name)],
            outfile: join(folder, "app.js"),
            bundle: true,
            minify: true,
            format: "esm",
            target: "es2022",
            legalComments: "none",
            jsx: "automatic",
            define: {
                "process.env.NODE_ENV": '"production"',
                __VUE_OPTIONS_API__: "false",
                __VUE_PROD_DEVTOOLS__: "false",
                __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
            },
            logLevel: "warning",
        })
        .catch(() => undefined);
    if (bundled === undefined) fail(`${name} could not be bundled; the lines above say why`);
}

function source(name) {
    return ["js", "jsx"].map((ending) => here(`src/${name}.${ending}`)).find(existsSync) ?? fail(`src/${name}.js is missing`);
}

function page(title) {
    return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${title}</title>
<link rel="icon" href="data:,">
<div id="app"></div>
<script src="/harness.js"></script>
<script type="module" src="app.js"></script>
</html>
`;
}

/** One that comes in no package says neither package nor version. */
function description({ package: folder, with: others = [], ...facts }) {
    const own = folder === undefined ? undefined : locked(folder);
    const companions = Object.fromEntries(others.map(locked).map((other) => [other.name, other.version]));
    return { ...facts, package: own?.name, version: own?.version, with: companions };
}

/** What the lock says of a folder in node_modules; the folder of an alias carries the published name inside. */
function locked(folder) {
    const entry = lock.packages[`node_modules/${folder}`];
    if (entry === undefined) fail(`package-lock.json does not know ${folder}: run npm install --package-lock-only`);
    return { name: entry.name ?? folder, version: entry.version };
}
