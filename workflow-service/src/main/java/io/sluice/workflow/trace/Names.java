package io.sluice.workflow.trace;

import io.opentelemetry.api.common.AttributeKey;

/** Of attributes. OpenTelemetry's conventions for generative AI are in development, so that their names are here alone. */
final class Names {

    static final AttributeKey<String> OPERATION = AttributeKey.stringKey("gen_ai.operation.name");
    static final AttributeKey<String> AGENT = AttributeKey.stringKey("gen_ai.agent.name");
    static final AttributeKey<String> MODEL = AttributeKey.stringKey("gen_ai.request.model");
    static final AttributeKey<String> TOOL = AttributeKey.stringKey("gen_ai.tool.name");
    static final AttributeKey<Long> READ = AttributeKey.longKey("gen_ai.usage.input_tokens");
    static final AttributeKey<Long> WRITTEN = AttributeKey.longKey("gen_ai.usage.output_tokens");
    static final AttributeKey<String> HOST = AttributeKey.stringKey("server.address");
    static final AttributeKey<Long> PORT = AttributeKey.longKey("server.port");
    static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    static final AttributeKey<String> WORKFLOW = AttributeKey.stringKey("sluice.workflow.name");
    static final AttributeKey<Long> VERSION = AttributeKey.longKey("sluice.workflow.version");
    static final AttributeKey<String> RUN = AttributeKey.stringKey("sluice.workflow.run");
    static final AttributeKey<Long> STEP = AttributeKey.longKey("sluice.workflow.step");
    static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("sluice.workflow.attempt");
    static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("sluice.workflow.outcome");
    static final AttributeKey<String> VERDICT = AttributeKey.stringKey("sluice.workflow.verdict");
    static final AttributeKey<Double> COST = AttributeKey.doubleKey("sluice.workflow.cost");
    static final AttributeKey<Double> CPU_SECONDS = AttributeKey.doubleKey("sluice.cpu_seconds");
    static final AttributeKey<String> EFFECT = AttributeKey.stringKey("sluice.workflow.effect");
    static final AttributeKey<String> TOOL_KIND = AttributeKey.stringKey("sluice.workflow.tool.kind");

    private Names() {
    }
}
