// llama.cpp with several sequences in one batch, as its server's parallel slots work, without a server around them: each
// pass takes one token of every sequence that writes, then tokens of prompts until the batch is full.
// Usage: node llama-slots.mjs, in a folder whose node_modules has node-llama-cpp; one line of JSON in, one per level out.
import {createInterface} from "node:readline";
import {createRequire} from "node:module";
import {pathToFileURL} from "node:url";

const find = createRequire(process.cwd() + "/");
const {getLlama, LlamaLogLevel} = await import(pathToFileURL(find.resolve("node-llama-cpp")).href);

const BATCH = 512;
const cpu = () => {
    const used = process.cpuUsage();
    return (used.user + used.system) / 1e6;
};

async function open({model: file, threads, slots, positions}) {
    const llama = await getLlama({
        gpu: false, build: "never", usePrebuiltBinaries: true, progressLogs: false, maxThreads: threads,
        logLevel: LlamaLogLevel.warn, logger: (level, message) => process.stderr.write(message + "\n")
    });
    const model = await llama.loadModel({modelPath: file, gpuLayers: 0, useMmap: false});
    const context = await model.createContext({contextSize: positions, batchSize: BATCH, sequences: slots, threads});
    context._ctx.setThreads(threads);
    const sampler = new llama._bindings.AddonSampler(model._model);
    sampler.applyConfig({temperature: 0});
    return {native: context._ctx, sampler};
}

/** Answers all prompts, so many at a time. */
async function serve({native, sampler}, prompts, answer, inFlight) {
    const waiting = prompts.map((prompt) => ({prompt, read: 0, written: 0, next: null}));
    const running = new Map();
    const free = [...Array(inFlight).keys()];
    let done = 0;
    while (done < prompts.length) {
        while (free.length > 0 && waiting.length > 0)
            running.set(free.pop(), waiting.shift());
        const parts = [];
        let room = BATCH;
        for (const [slot, each] of running)
            if (each.next !== null) {
                parts.push({slot, each, tokens: [each.next], last: true});
                room--;
            }
        for (const [slot, each] of running)
            if (each.next === null && room > 0) {
                const tokens = each.prompt.slice(each.read, each.read + room);
                parts.push({slot, each, tokens, last: each.read + tokens.length === each.prompt.length});
                room -= tokens.length;
            }
        native.initBatch(BATCH - room);
        for (const part of parts) {
            const wanted = part.last ? [part.tokens.length - 1] : [];
            part.indexes = native.addToBatch(part.slot, part.each.read, Uint32Array.from(part.tokens), Uint32Array.from(wanted));
            part.each.read += part.tokens.length;
        }
        await native.decodeBatch();
        for (const {slot, each, last, indexes} of parts)
            if (last) {
                each.next = await native.sampleToken(indexes[0], sampler);
                each.written++;
                if (each.written === answer) {
                    native.disposeSequence(slot);
                    running.delete(slot);
                    free.push(slot);
                    done++;
                }
            }
    }
}

for await (const line of createInterface({input: process.stdin})) {
    const command = JSON.parse(line);
    const engine = await open(command);
    await serve(engine, command.levels[0].prompts.slice(0, 1), command.answer, 1);
    for (const {inFlight, prompts} of command.levels) {
        const cpuBefore = cpu();
        const from = process.hrtime.bigint();
        await serve(engine, prompts, command.answer, inFlight);
        const seconds = Number(process.hrtime.bigint() - from) / 1e9;
        process.stdout.write(JSON.stringify({inFlight, tokens: prompts.length * command.answer, seconds, cpuSeconds: cpu() - cpuBefore}) + "\n");
    }
    break;
}
process.exit(0);
