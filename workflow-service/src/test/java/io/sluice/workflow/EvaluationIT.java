package io.sluice.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.PromotionEvent;
import io.sluice.workflow.execution.LearnedPolicies;
import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Scheduler;
import io.sluice.workflow.scheduling.policy.Schedulers;
import io.sluice.workflow.scheduling.value.Values;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What a candidate would have earned, asked over HTTP of runs that real schedulers made in a world whose truth is known. */
@Timeout(300)
class EvaluationIT {

    private static final String SMALL_FIRST = "{\"kind\": \"fixed\", \"flow\": [\"s\", \"l\", \"l\"]}";
    private static final String SMALL_ONLY = "{\"kind\": \"fixed\", \"flow\": [\"s\", \"s\", \"s\"]}";

    private static final String ONCE = "{\"kind\": \"fixed\", \"flow\": [\"s\"]}";

    private static ApiService service;

    @BeforeAll
    static void start() {
        service = new ApiService();
        service.platform().schedule(new LearnedPolicies());
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static String spread(String scheduler, double spread) {
        return scheduler.replace("]}", "], \"settings\": {\"spread\": " + spread + "}}");
    }

    private static void logged(String name, String scheduler, int runs) throws Exception {
        assertThat(service.put(name, LoggedWorld.document(name, scheduler)).statusCode()).isEqualTo(201);
        new LoggedWorld(service.platform(), 11).log(name, runs);
    }

    private static void learned(String name, String scheduler, int runs) throws Exception {
        service.platform().learning(true);
        try {
            logged(name, scheduler, runs);
        } finally {
            service.platform().learning(false);
        }
    }

    private static double truth(String scheduler) {
        return LoggedWorld.worth(scheduler(scheduler));
    }

    private static Scheduler scheduler(String scheduler) {
        return Schedulers.of(LoggedWorld.workflow(LoggedWorld.document("truth", scheduler)), Values.EMPTY);
    }

    private static JsonNode evaluated(String name, String body) throws Exception {
        return service.evaluated(name, body);
    }

    private static void holds(JsonNode range, double truth) {
        assertThat(truth).isBetween(range.at("/low").asDouble(), range.at("/high").asDouble());
    }

    @Test
    void foreseesByRunsOfAFlowWhatABetterOneEarnsAndGrantsIt() throws Exception {
        logged("small", spread(SMALL_ONLY, 0.4), 2_000);

        JsonNode evaluation = evaluated("small", "{\"scheduler\": " + SMALL_FIRST + "}");

        holds(evaluation.at("/doubly_robust"), truth(SMALL_FIRST));
        holds(evaluation.at("/per_decision"), truth(SMALL_FIRST));
        holds(evaluation.at("/earned"), truth(spread(SMALL_ONLY, 0.4)));
        holds(evaluation.at("/gain"), truth(SMALL_FIRST) - truth(spread(SMALL_ONLY, 0.4)));
        assertThat(evaluation.at("/gain/low").asDouble()).isPositive();
        assertThat(evaluation.at("/guaranteed").asDouble()).isLessThan(truth(SMALL_FIRST));
        assertThat(evaluation.at("/verdict").asString()).isEqualTo("granted");
        assertThat(evaluation.at("/reason").asString()).contains("95 %");
        assertThat(evaluation.at("/confidence").asDouble()).isEqualTo(0.95);
        assertThat(evaluation.at("/fit").asString()).isEqualTo("none");
        assertThat(evaluation.at("/runs").asInt()).isEqualTo(2_000);
        assertThat(evaluation.at("/in_force").asInt()).isEqualTo(1);
        assertThat(evaluation.at("/candidate/scheduler/kind").asString()).isEqualTo("fixed");
    }

    @Test
    void refusesWhatIsWorse() throws Exception {
        logged("first", spread(SMALL_FIRST, 0.4), 2_000);

        JsonNode evaluation = evaluated("first", "{\"scheduler\": " + ONCE + ", \"tolerance\": 0.02}");

        holds(evaluation.at("/doubly_robust"), truth(ONCE));
        assertThat(evaluation.at("/verdict").asString()).isEqualTo("refused");
        assertThat(evaluation.at("/reason").asString()).contains("may lose", "0.02");
        assertThat(evaluation.at("/doubts")).isEmpty();
    }

    @Test
    void foreseesItByRunsOfABanditThatLearnedMeanwhile() throws Exception {
        learned("bandit", """
                {"kind": "bandit", "flows": [["s", "s", "s"], ["s", "l", "l"], ["s", "l"]], "settings": {"spread": 0.3}}""", 1_500);

        JsonNode evaluation = evaluated("bandit", "{\"scheduler\": " + SMALL_FIRST + "}");

        holds(evaluation.at("/doubly_robust"), truth(SMALL_FIRST));
        assertThat(evaluation.at("/doubts")).isEmpty();
    }

    @Test
    void aSchedulerThatLearnsIsJudgedByRunsItDidNotLearnFrom() throws Exception {
        logged("learner", spread(SMALL_ONLY, 0.4), 2_000);

        JsonNode evaluation = evaluated("learner", "{\"scheduler\": {\"kind\": \"q-learning\"}}");

        assertThat(evaluation.at("/fit").asString()).isEqualTo("crossed");
        assertThat(evaluation.at("/verdict").asString()).isEqualTo("granted");
        double best = LoggedWorld.worth((situation, random) -> new Choice(null, 1.0,
                Map.of(situation.taskClass() == 1 && situation.last() != null ? "l" : "s", 1.0), "best"));
        assertThat(evaluation.at("/doubly_robust/low").asDouble()).isLessThan(best);
        assertThat(evaluation.at("/doubly_robust/high").asDouble()).isGreaterThan(truth(SMALL_FIRST) - 0.1);
    }

    @Test
    void valuesOfAnEarlierVersionAreJudgedWithoutTheRunsThatJudgeThem() throws Exception {
        learned("values", "{\"kind\": \"q-learning\", \"settings\": {\"epsilon\": 0.5, \"epsilon-half\": 100000, \"explore-cost\": 1, \"prune-delta\": 1}}", 400);
        int newest = service.platform().values("values").orElseThrow().version();

        JsonNode evaluation = evaluated("values", "{\"values\": " + (newest - 5) + "}");

        assertThat(evaluation.at("/fit").asString()).isEqualTo("parted");
        assertThat(evaluation.at("/candidate/values").asInt()).isEqualTo(newest - 5);
        assertThat(evaluation.at("/doubts")).isEmpty();
        // It is what made most of these runs: it would have earned about what they did.
        assertThat(evaluation.at("/gain/low").asDouble()).isLessThan(0.03);
        assertThat(evaluation.at("/gain/high").asDouble()).isGreaterThan(-0.03);
    }

    /** Their runs are the same, so what they cost and are worth is all that changes. */
    @Test
    void otherPricesAreTakenForBothSides() throws Exception {
        String scheduler = spread(SMALL_ONLY, 0.4);
        logged("priced", scheduler, 2_000);
        String dear = LoggedWorld.document("priced", SMALL_FIRST).replace("\"completion_token\": 0.001", "\"completion_token\": 0.002")
                .replace("\"value\": 1", "\"value\": 3");
        service.put("priced", dear);
        service.put("priced", LoggedWorld.document("priced", scheduler));

        JsonNode evaluation = evaluated("priced", "{\"version\": 2}");

        holds(evaluation.at("/earned"), LoggedWorld.worth(scheduler(scheduler), 2, 3));
        holds(evaluation.at("/doubly_robust"), LoggedWorld.worth(scheduler(SMALL_FIRST), 2, 3));
        assertThat(evaluation.at("/in_force").asInt()).isEqualTo(3);
        assertThat(evaluation.at("/runs").asInt()).as("of version 1, which is as version 3").isEqualTo(2_000);
    }

    @Test
    void otherStoppingRulesAreJudgedByWhatRunsHadComeToWhereTheyWouldHaveEnded() throws Exception {
        logged("rules", spread(SMALL_FIRST, 0.4), 1_000);
        String document = LoggedWorld.document("rules", spread(SMALL_FIRST, 0.4));
        for (String rule : new String[] {"first-finish", "loop", "gain"}) {
            service.put("rules", document.replace("\"kind\": \"verified\"", "\"kind\": \"" + rule + "\""));
        }
        service.put("rules", document);

        JsonNode first = evaluated("rules", "{\"version\": 2}");
        JsonNode loop = evaluated("rules", "{\"version\": 3}");

        holds(first.at("/doubly_robust"), truth(ONCE));
        holds(first.at("/gain"), truth(ONCE) - truth(spread(SMALL_FIRST, 0.4)));
        assertThat(first.at("/effective").asDouble()).as("every run can be used as it is").isEqualTo(1_000);
        assertThat(loop.at("/doubts").toString()).contains("never could have shown");
        assertThat(service.evaluate("rules", "{\"version\": 4}").body()).contains("not_comparable", "/stop");
    }

    @Test
    void saysItsDoubtsWhereTheLogCanNotShowIt() throws Exception {
        logged("blind", SMALL_ONLY, 300);
        logged("thin", spread(SMALL_ONLY, 0.4), 40);

        JsonNode blind = evaluated("blind", "{\"scheduler\": " + SMALL_FIRST + "}");
        JsonNode thin = evaluated("thin", "{\"scheduler\": " + SMALL_FIRST + "}");

        assertThat(blind.at("/doubts").toString()).contains("never could have shown");
        assertThat(blind.at("/verdict").asString()).isEqualTo("refused");
        assertThat(thin.at("/doubts").toString()).contains("fewer than 100 runs");
        assertThat(thin.at("/verdict").asString()).isEqualTo("refused");
        assertThat(evaluated("thin", "{\"runs\": 7, \"scheduler\": " + SMALL_FIRST + "}").at("/runs").asInt()).isEqualTo(7);
    }

    @Test
    void judgesByNothingWhereThereIsNothing() throws Exception {
        assertThat(service.put("new", LoggedWorld.document("new", SMALL_ONLY)).statusCode()).isEqualTo(201);
        var none = service.evaluate("new", "{\"scheduler\": " + SMALL_FIRST + "}");
        assertThat(none.statusCode()).isEqualTo(409);
        assertThat(none.body()).contains("no_logged_runs", "no run of the version in force has ended");

        assertThat(service.put("named", LoggedWorld.document("named", "{\"kind\": \"q-learning\", \"settings\": {\"a-priori\": 1}}")).statusCode())
                .isEqualTo(201);
        new LoggedWorld(service.platform(), 3).suggesting("l").log("named", 30);
        var named = service.evaluate("named", "{\"scheduler\": " + SMALL_FIRST + "}");
        assertThat(named.body()).as("runs that ended after their first step, which nobody named, can be used").contains("\"unusable\":");
        assertThat(service.evaluated("named", "{\"scheduler\": " + SMALL_FIRST + "}").at("/unusable").asInt()).isPositive();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                        | 400 | scheduler
            {"scheduler":{"kind":"all"},"version":1}                  | 400 | scheduler
            {"scheduler":{"kind":"al"}}                               | 422 | /scheduler/kind
            {"scheduler":{"kind":"bandit"}}                           | 422 | /scheduler/flows
            {"scheduler":{"kind":"fixed","flow":["nobody"]}}          | 422 | /scheduler/flow/0
            {"scheduler":{"kind":"bandit","settings":{"mood":1}}}     | 422 | /scheduler/settings/mood
            {"scheduler":"all"}                                       | 422 | /scheduler
            {"version":9}                                             | 404 | version
            {"values":9}                                              | 404 | values
            {"version":"1"}                                           | 400 | version
            {"version":1,"tolerance":-1}                              | 400 | tolerance
            {"version":1,"tolerance":"NaN"}                           | 400 | tolerance
            {"version":1,"runs":0}                                    | 400 | runs
            {"version":1,"runs":5001}                                 | 400 | runs
            {"version":1,"mood":"good"}                               | 400 | mood
            """)
    void saysWhichFieldIsWrong(String body, int status, String param) throws Exception {
        service.put("wrong", LoggedWorld.document("wrong", SMALL_ONLY));
        var refused = service.evaluate("wrong", body);

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
        assertThat(ApiService.json(refused).at("/error/param").asString()).isEqualTo(param);
    }

    @Test
    void runsCanNotTellWhatOtherAgentsWouldDo() throws Exception {
        logged("other", spread(SMALL_ONLY, 0.4), 5);
        service.put("other", LoggedWorld.document("other", SMALL_ONLY).replace("\"model\": \"n\"", "\"model\": \"better\"").replace("\"steps\": 3", "\"steps\": 4"));
        service.put("other", LoggedWorld.document("other", spread(SMALL_ONLY, 0.4)));

        var refused = service.evaluate("other", "{\"version\": 2}");

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("not_comparable", "/agents, /limits");
    }

    @Test
    void valuesMeanNothingToASchedulerThatDoesNotLearn() throws Exception {
        learned("unlearned", spread(SMALL_ONLY, 0.4), 5);
        var refused = service.evaluate("unlearned", "{\"values\": " + service.platform().values("unlearned").orElseThrow().version() + "}");

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("not_evaluable", "fixed, chooses the same");
    }

    private static String gated(String scheduler) {
        return scheduler.replaceFirst("\\{", "{\"promotion\": {\"tolerance\": 0.02}, ");
    }

    private static HttpResponse<String> promote(String name, int version, String body) throws Exception {
        return service.as("root", true, "POST", "/workflows/" + name + "/versions/" + version + "/promote", body);
    }

    private static int versionOfARun(String name, String asked) throws Exception {
        var started = service.as("me", false, "POST", "/workflows/" + name + "/runs", "{\"input\":\"easy\"" + asked + "}");
        assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
        return ApiService.json(started).at("/version").asInt();
    }

    @Test
    void aBetterPolicyWaitsAsACandidateUntilLoggedRunsGrantIt() throws Exception {
        logged("gate", gated(spread(SMALL_ONLY, 0.4)), 2_000);
        JsonNode put = ApiService.json(service.put("gate", LoggedWorld.document("gate", gated(SMALL_FIRST))));
        assertThat(put.at("/version").asInt()).isEqualTo(2);
        assertThat(put.at("/candidate").asBoolean()).isTrue();
        assertThat(put.at("/in_force").asInt()).isEqualTo(1);
        assertThat(versionOfARun("gate", "")).isEqualTo(1);
        assertThat(versionOfARun("gate", ",\"version\":2")).isEqualTo(2);

        HttpResponse<String> promoted = promote("gate", 2, "");

        assertThat(promoted.statusCode()).as(promoted.body()).isEqualTo(200);
        JsonNode view = ApiService.json(promoted);
        assertThat(view.at("/in_force").asInt()).isEqualTo(2);
        assertThat(view.has("candidate")).isFalse();
        assertThat(view.at("/promotion/decision").asString()).isEqualTo("promoted");
        assertThat(view.at("/promotion/evaluation/tolerance").asDouble()).isEqualTo(0.02);
        assertThat(view.at("/promotion/evaluation/verdict").asString()).isEqualTo("granted");
        assertThat(versionOfARun("gate", "")).isEqualTo(2);
        assertThat(versionOfARun("gate", ",\"version\":1")).isEqualTo(1);
        assertThat(promote("gate", 2, "").statusCode()).as("once more").isEqualTo(200);
        assertThat(service.platform().promotions("gate")).hasSize(1);
    }

    @Test
    void aWorseOneIsRefusedWithItsEvaluationAndGoesLiveByForceOnly() throws Exception {
        logged("worse", gated(spread(SMALL_FIRST, 0.4)), 2_000);
        service.put("worse", LoggedWorld.document("worse", gated(ONCE)));

        HttpResponse<String> refused = promote("worse", 2, "{}");

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(ApiService.json(refused).at("/error/code").asString()).isEqualTo("promotion_refused");
        assertThat(ApiService.json(refused).at("/error/evaluation/gain/high").asDouble()).isNegative();
        assertThat(ApiService.json(service.as("root", true, "GET", "/workflows/worse", "")).at("/promotion/decision").asString()).isEqualTo("refused");
        assertThat(versionOfARun("worse", "")).isEqualTo(1);
        assertThat(ApiService.json(promote("worse", 2, "{\"force\":true}")).at("/error/param").asString()).isEqualTo("reason");
        assertThat(ApiService.json(promote("worse", 2, "{\"reason\":\"so\"}")).at("/error/param").asString()).isEqualTo("reason");
        JsonNode forced = ApiService.json(promote("worse", 2, "{\"force\":true,\"reason\":\"it is cheaper\"}"));
        assertThat(forced.at("/promotion/forced").asString()).isEqualTo("it is cheaper");
        assertThat(forced.at("/promotion/evaluation/verdict").asString()).isEqualTo("refused");
        assertThat(versionOfARun("worse", "")).isEqualTo(2);
    }

    @Test
    void ofTwoPromotionsAtOnceOneHoldsAndTheSameOneTwiceIsOne() throws Exception {
        service.put("race", LoggedWorld.document("race", gated(spread(SMALL_ONLY, 0.4))));
        service.put("race", LoggedWorld.document("race", gated(SMALL_FIRST)));
        service.put("race", LoggedWorld.document("race", gated(ONCE)));
        assertThat(promote("race", 3, "").body()).contains("no_logged_runs");
        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        for (int version : new int[] {2, 2, 3}) {
            all.add(service.sent("POST", "/workflows/race/versions/" + version + "/promote", "{\"force\":true,\"reason\":\"now\"}"));
        }
        List<Integer> statuses = new ArrayList<>();
        for (CompletableFuture<HttpResponse<String>> each : all) {
            statuses.add(each.get(30, TimeUnit.SECONDS).statusCode());
        }

        // Whoever is judged after another held is judged against that one; whoever was judged before is told to look again.
        assertThat(statuses).allMatch(status -> status == 200 || status == 409).contains(200);
        assertThat(service.platform().promotions("race")).filteredOn(PromotionEvent.Promoted.class::isInstance)
                .extracting(event -> event.over() + ">" + event.version()).doesNotHaveDuplicates();
        assertThat(promote("race", 9, "").statusCode()).isEqualTo(404);
        assertThat(service.as("me", false, "POST", "/workflows/race/versions/2/promote", "").statusCode()).isEqualTo(403);
    }

    @Test
    void aGateNeedsAVerifier() throws Exception {
        var refused = service.put("unjudged", LoggedWorld.document("unjudged", gated(SMALL_ONLY)).replace("\"verifier\": {\"variable\": \"expected\"}, ", ""));
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("/scheduler/promotion");
        assertThat(service.put("unjudged", LoggedWorld.document("unjudged", gated(SMALL_ONLY).replace("0.02", "-1"))).body()).contains("/scheduler/promotion/tolerance");
    }

    @Test
    void onlyAdminsAskAndOnlyOfWorkflowsThatThereAre() throws Exception {
        service.put("mine", LoggedWorld.document("mine", SMALL_ONLY));
        assertThat(service.as("me", false, "POST", "/workflows/mine/evaluations", "{\"version\":1}").statusCode()).isEqualTo(403);
        assertThat(service.evaluate("nobodys", "{\"version\":1}").statusCode()).isEqualTo(404);
    }
}
