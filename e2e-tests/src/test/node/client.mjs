// One chat with the npm openai client: `node client.mjs chat|stream`, the request body in SLUICE_BODY. Prints one JSON
// object a line: {"first":true} at the first text of a stream, then what was said or what was raised.
import OpenAI from 'openai';

const openai = new OpenAI({ apiKey: process.env.SLUICE_KEY, baseURL: process.env.SLUICE_URL, maxRetries: 0 });
const body = JSON.parse(process.env.SLUICE_BODY);
const print = (value) => console.log(JSON.stringify(value));
const logprobs = (choice) => (choice.logprobs?.content ?? []).map((token) => ({
  token: token.token,
  logprob: token.logprob,
  top: token.top_logprobs.map((other) => other.token),
}));

async function chat() {
  const answer = await openai.chat.completions.create(body);
  return {
    texts: answer.choices.map((choice) => choice.message.content ?? ''),
    finish: answer.choices[0].finish_reason,
    usage: answer.usage,
    logprobs: logprobs(answer.choices[0]),
    chunks: 1,
    calls: (answer.choices[0].message.tool_calls ?? []).map((call) => ({ id: call.id, ...call.function })),
  };
}

async function stream() {
  const said = { texts: [''], finish: null, usage: null, logprobs: [], chunks: 0, calls: [] };
  const chunks = await openai.chat.completions.create({ ...body, stream: true, stream_options: { include_usage: true } });
  for await (const chunk of chunks) {
    said.chunks++;
    said.usage = chunk.usage ?? said.usage;
    for (const choice of chunk.choices) {
      if (choice.delta.content && !said.texts[0]) print({ first: true });
      said.texts[0] += choice.delta.content ?? '';
      said.finish = choice.finish_reason ?? said.finish;
      for (const part of choice.delta.tool_calls ?? []) {
        const call = (said.calls[part.index] ??= { id: '', name: '', arguments: '' });
        call.id = part.id ?? call.id;
        call.name = part.function?.name ?? call.name;
        call.arguments += part.function?.arguments ?? '';
      }
      said.logprobs.push(...logprobs(choice));
    }
  }
  return said;
}

try {
  print({ said: await { chat, stream }[process.argv[2]]() });
} catch (error) {
  const { status = null, code = null, param = null } = error;
  print({ raised: { type: error.constructor.name, status, code, param, message: String(error.message) } });
}
