// llama.cpp, through the bindings that node-llama-cpp brings, as a process that answers lines of JSON (see Command.java).
// The bindings are called directly: the batch, the decoding and the greedy sampler of the library, without the queues and
// counters that its JavaScript puts around each token.
// Usage: node llama-contender.mjs, in a folder whose node_modules has node-llama-cpp; its exact version is pinned.
import {createInterface} from "node:readline";
import {readFileSync, existsSync} from "node:fs";
import {createRequire} from "node:module";
import {pathToFileURL} from "node:url";

const find = createRequire(process.cwd() + "/");
const {getLlama, LlamaLogLevel} = await import(pathToFileURL(find.resolve("node-llama-cpp")).href);

const BATCH = 512;
let model;
let context;
let native;
let sampler;
let position = 0;

const seconds = (from) => Number(process.hrtime.bigint() - from) / 1e9;
const cpu = () => {
    const used = process.cpuUsage();
    return (used.user + used.system) / 1e6;
};

function memory(field) {
    if (!existsSync("/proc/self/status"))
        return field === "VmRSS" ? process.memoryUsage().rss : 0;
    return Number(new RegExp(field + ":\\s*(\\d+)").exec(readFileSync("/proc/self/status", "utf8"))[1]) * 1024;
}

async function load({model: file, threads, context: size}) {
    const from = process.hrtime.bigint();
    const llama = await getLlama({
        gpu: false, build: "never", usePrebuiltBinaries: true, progressLogs: false, maxThreads: threads,
        logLevel: LlamaLogLevel.warn, logger: (level, message) => process.stderr.write(message + "\n")
    });
    // Without mapping: pages of a mapped file that lies idle between two turns may be dropped, and then the disk is measured.
    model = await llama.loadModel({modelPath: file, gpuLayers: 0, useMmap: false});
    context = await model.createContext({contextSize: size, batchSize: BATCH, sequences: 1, threads});
    native = context._ctx;
    native.setThreads(threads);
    sampler = new llama._bindings.AddonSampler(model._model);
    sampler.applyConfig({temperature: 0});
    return {seconds: seconds(from), describe: llama._bindings.systemInfo().replace(/\s+/g, " ").trim()};
}

function restart() {
    native.disposeSequence(0);
    position = 0;
}

/** Appends tokens; the logits of the last one can be sampled afterwards at the index that is returned. */
async function read(tokens) {
    let index = 0;
    for (let at = 0; at < tokens.length; at += BATCH) {
        const part = tokens.slice(at, at + BATCH);
        const last = at + BATCH >= tokens.length;
        native.initBatch(part.length);
        const wanted = last ? [part.length - 1] : [];
        const indexes = native.addToBatch(0, position, Uint32Array.from(part), Uint32Array.from(wanted));
        await native.decodeBatch();
        position += part.length;
        index = indexes[0];
    }
    return index;
}

async function round({prompt, decode}) {
    restart();
    const tokens = [];
    const cpuAtStart = cpu();
    const start = process.hrtime.bigint();
    tokens.push(await native.sampleToken(await read(prompt), sampler));
    const prefillSeconds = seconds(start);
    const cpuAfterPrefill = cpu();
    const prefilled = process.hrtime.bigint();
    for (let i = 0; i < decode; i++)
        tokens.push(await native.sampleToken(await read([tokens[i]]), sampler));
    return {
        prefillSeconds, prefillCpuSeconds: cpuAfterPrefill - cpuAtStart,
        decodeSeconds: seconds(prefilled), decodeCpuSeconds: cpu() - cpuAfterPrefill,
        tokens, allocatedPerToken: null, residentBytes: memory("VmRSS"), peakResidentBytes: memory("VmHWM")
    };
}

async function top(index, count) {
    const [, , , flat] = await native.sampleToken(index, sampler, false, false, [[], false, false, false, count], false);
    const tokens = [];
    const logits = [];
    for (let i = 0; i < flat.length && tokens.length < count; i += 2) {
        tokens.push(flat[i]);
        logits.push(flat[i + 1]);
    }
    return {tokens, logits};
}

async function check({prompt, forced, top: count}) {
    restart();
    const positions = [await top(await read(prompt), count)];
    for (const token of forced)
        positions.push(await top(await read([token]), count));
    return {positions};
}

async function warm({seconds: time}) {
    const end = process.hrtime.bigint() + BigInt(Math.round(time * 1e9));
    const prompt = new Array(64).fill(1);
    do
        await round({prompt, decode: 16});
    while (process.hrtime.bigint() < end);
    return {};
}

const verbs = {load, warm, round, check};
for await (const line of createInterface({input: process.stdin})) {
    const command = JSON.parse(line);
    process.stdout.write(JSON.stringify(await verbs[command.verb](command)) + "\n");
}
process.exit(0);
