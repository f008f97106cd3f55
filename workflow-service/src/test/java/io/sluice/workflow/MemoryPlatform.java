package io.sluice.workflow;

import io.sluice.contracts.event.DefinitionCommand;
import io.sluice.contracts.event.PromotionEvent;
import io.sluice.contracts.event.RunCommand;
import io.sluice.contracts.event.RunEvent;
import io.sluice.contracts.event.TeamCommand;
import io.sluice.contracts.event.TeamEvent;
import io.sluice.contracts.event.ValuesEvent;
import io.sluice.contracts.event.WorkflowDefined;
import io.sluice.contracts.event.WorkflowMessage;
import io.sluice.contracts.workflow.CallUse;
import io.sluice.contracts.workflow.RunSaving;
import io.sluice.contracts.workflow.StepReport;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.definition.WorkflowFormat;
import io.sluice.workflow.execution.Desk;
import io.sluice.workflow.execution.Outbox;
import io.sluice.workflow.execution.Phase;
import io.sluice.workflow.execution.Policies;
import io.sluice.workflow.execution.Policy;
import io.sluice.workflow.execution.Refusal;
import io.sluice.workflow.execution.RunBook;
import io.sluice.workflow.execution.RunContext;
import io.sluice.workflow.execution.RunDecision;
import io.sluice.workflow.execution.RunInput;
import io.sluice.workflow.execution.RunRules;
import io.sluice.workflow.execution.RunState;
import io.sluice.workflow.execution.TeamBook;
import io.sluice.workflow.execution.TeamState;
import io.sluice.workflow.execution.WorkflowBook;
import io.sluice.workflow.execution.WorkflowDecision;
import io.sluice.workflow.execution.WorkflowState;
import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Episode;
import io.sluice.workflow.scheduling.Situation;
import io.sluice.workflow.scheduling.Verdict;
import io.sluice.workflow.scheduling.evaluation.Shadow;
import io.sluice.workflow.scheduling.stopping.Progress;
import io.sluice.workflow.scheduling.stopping.Stopping;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps runs, workflows and budgets in memory, with the real rules and without a broker. Budgets are granted at once; steps
 * wait for the test to do them. In one class, since it stands for one thing: the engine behind all four of its interfaces.
 */
final class MemoryPlatform implements Desk, RunBook, WorkflowBook, Policies {

    private final Map<String, RunState> runs = new LinkedHashMap<>();
    private final Map<String, List<RunEvent>> histories = new HashMap<>();
    private final Map<String, String> documents = new HashMap<>();
    /** To read and digest a document takes longer than to decide. */
    private final Map<String, Workflow> read = new HashMap<>();
    private final Map<Workflow, String> digests = new IdentityHashMap<>();
    private final List<WorkflowDefined> defined = new ArrayList<>();
    private final List<ValuesEvent> values = new ArrayList<>();
    private final Map<String, WorkflowState> states = new HashMap<>();
    private final Map<String, TeamState> teams = new HashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final List<CompletableFuture<Answer>> held = new ArrayList<>();
    private final BlockingQueue<CompletableFuture<Answer>> came = new LinkedBlockingQueue<>();
    private final Map<String, Policy> made = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Policy> eldest) {
            return size() > 8;
        }
    };
    private final List<PromotionEvent> promotions = new ArrayList<>();
    private Answer.@Nullable Refused refused;
    private Policies real = this;
    private boolean learning;
    private boolean holding;
    private volatile @Nullable CompletableFuture<Void> behind;
    private volatile boolean full;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private record Listener(String run, Consumer<RunEvent> told) {
    }

    /** From now on commands are done, but nobody hears of it before {@link #release}. */
    synchronized void hold() {
        holding = true;
    }

    /** Waits until a command is held. */
    void awaitHeld() throws InterruptedException {
        while (came.take().isDone()) {
            // one that was answered before commands were held
        }
    }

    synchronized void release() {
        holding = false;
        held.forEach(answer -> answer.complete(new Answer.Done()));
        held.clear();
    }

    /** From now on only the first event of each run is known, until {@link #catchUp}. */
    void fallBehind() {
        behind = new CompletableFuture<>();
    }

    void catchUp() {
        CompletableFuture<Void> waiting = behind;
        behind = null;
        waiting.complete(null);
    }

    @Override
    public CompletableFuture<Void> upToNow() {
        CompletableFuture<Void> waiting = behind;
        return waiting == null ? CompletableFuture.completedFuture(null) : waiting;
    }

    void full(boolean now) {
        full = now;
    }

    @Override
    public boolean full() {
        return full;
    }

    int listeners() {
        return listeners.size();
    }

    @Override
    public synchronized CompletableFuture<Answer> send(RunCommand command) {
        RunState known = runs.get(command.run());
        Refusal refusal = known == null || !Refusal.toldByState(known) ? null : Refusal.of(known, command, now, RunRules.USUAL);
        if (refusal != null) {
            return CompletableFuture.completedFuture(new Answer.Refused(refusal.code(), refusal.message()));
        }
        List<RunEvent> events = decide(command);
        for (RunEvent event : events) {
            if (event instanceof RunEvent.CommandRefused refused) {
                return CompletableFuture.completedFuture(new Answer.Refused(refused.code(), refused.message()));
            }
        }
        return done();
    }

    private CompletableFuture<Answer> done() {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        held.add(answer);
        if (!holding) {
            release();
        }
        came.add(answer);
        return answer;
    }

    private List<RunEvent> decide(RunCommand command) {
        now = now.plusMillis(10);
        if (command instanceof RunCommand.Start start) {
            documents.putIfAbsent(start.run(), start.document());
        }
        String run = command.run();
        Workflow workflow = read.computeIfAbsent(documents.get(run), WorkflowFormat::read);
        RunContext context = new RunContext(now, workflow, policy(workflow), RunRules.USUAL);
        List<RunEvent> events = new ArrayList<>(RunDecision.of(runs.get(run), new RunInput.Commanded(command), context));
        events.forEach(event -> {
            tell(event);
            Outbox.of(event, runs.get(run), context).stream().filter(message -> learning && message instanceof DefinitionCommand.Learn)
                    .forEach(lesson -> change((DefinitionCommand.Learn) lesson));
        });
        RunState state = runs.get(run);
        if (state != null && state.phase() == Phase.RESERVING && state.started().team() != null) {
            events.addAll(decide(new RunCommand.BudgetAnswer(run, state.started().team(), state.epoch(), true, null, now)));
        }
        return events;
    }

    /** From now on the real schedulers choose; until then agents go in their order, and nothing is learned. */
    synchronized void schedule(Policies schedulers) {
        real = schedulers;
    }

    /** Whether runs teach what the schedulers know. */
    synchronized void learning(boolean now) {
        learning = now;
    }

    private Policy policy(Workflow workflow) {
        if (real == this) {
            return new InOrder(workflow);
        }
        Optional<ValuesEvent> known = values(workflow.name());
        return made.computeIfAbsent(digests.computeIfAbsent(workflow, WorkflowFormat::digest) + known.map(ValuesEvent::version).orElse(0), missing ->
                real.of(workflow, known.map(ValuesEvent::version).orElse(0), known.map(ValuesEvent::values).orElse(null)));
    }

    private void tell(RunEvent event) {
        runs.put(event.run(), RunState.after(runs.get(event.run()), event));
        histories.computeIfAbsent(event.run(), run -> new ArrayList<>()).add(event);
        listeners.stream().filter(listener -> listener.run().equals(event.run())).forEach(listener -> listener.told().accept(event));
    }

    /** The step that the run waits for is done, and says this. */
    synchronized void step(String run, String output, String verdict) {
        step(run, output, verdict, new CallUse("model/0", "m", 10, 5, 0.5), null);
    }

    synchronized void step(String run, String output, String verdict, CallUse use, @Nullable String suggestion) {
        RunState state = runs.get(run);
        decide(new RunCommand.ReportStep(run, state.current().step(), state.current().attempt(), "w", new StepReport.Succeeded(output, output,
                suggestion, verdict, List.of(use)), now));
    }

    /** The step that the run waits for fails for good. */
    synchronized void fail(String run) {
        RunState state = runs.get(run);
        decide(new RunCommand.ReportStep(run, state.current().step(), state.current().attempt(), "w",
                new StepReport.Failed("tool_failed", "it is broken", false, List.of(new CallUse("model/0", "m", 0, 100, 0))), now));
    }

    synchronized void begin(RunCommand.Start start) {
        decide(start);
    }

    synchronized void unknownEffect(String run, String effect) {
        RunState state = runs.get(run);
        decide(new RunCommand.IntendEffect(run, state.current().step(), state.current().attempt(), "w", effect, now));
        decide(new RunCommand.ReportStep(run, state.current().step(), state.current().attempt(), "w",
                new StepReport.Unknown(effect, "nobody knows", List.of()), now));
    }

    @Override
    public synchronized CompletableFuture<Answer> send(DefinitionCommand command) {
        refused = null;
        change(command);
        return refused == null ? done() : CompletableFuture.completedFuture(refused);
    }

    private void change(DefinitionCommand command) {
        String name = command.workflow();
        WorkflowDecision.Known known = new WorkflowDecision.Known(real,
                version -> find(name, version).map(found -> WorkflowFormat.read(found.document())),
                version -> values.stream().filter(each -> each.workflow().equals(name) && each.version() == version).findFirst().map(ValuesEvent::values).orElse(null));
        for (WorkflowMessage event : WorkflowDecision.of(states.get(name), command, known, now)) {
            states.put(name, WorkflowState.after(states.get(name), name, event));
            switch (event) {
                case WorkflowDefined version -> defined.add(version);
                case PromotionEvent.Promoted decided -> promotions.add(decided);
                case PromotionEvent.Refused decided -> {
                    promotions.add(decided);
                    refused = new Answer.Refused(decided.code(), decided.message());
                }
                case ValuesEvent learned -> {
                    values.add(learned);
                    values.removeIf(each -> each.workflow().equals(name) && !states.get(name).kept().contains(each.version()));
                }
                default -> throw new AssertionError(event);
            }
        }
    }

    /** As if a run had taught something. */
    synchronized void learned(String workflow, String text) {
        ValuesEvent event = new ValuesEvent.Learned(workflow, values(workflow).map(ValuesEvent::version).orElse(0) + 1, "r" + values.size(), text, now);
        states.put(workflow, WorkflowState.after(states.get(workflow), workflow, event));
        values.add(event);
    }

    @Override
    public synchronized CompletableFuture<Answer> send(TeamCommand.SetBudget command) {
        long seq = teams.containsKey(command.team()) ? teams.get(command.team()).seq() + 1 : 1;
        teams.put(command.team(), TeamState.after(teams.get(command.team()),
                new TeamEvent.BudgetSet(command.team(), seq, command.limit(), 3, 4, command.actor(), now)));
        return done();
    }

    @Override
    public synchronized Optional<RunState> find(String run) {
        // A command that nobody heard of yet is not seen yet either.
        if (behind != null && histories.containsKey(run)) {
            return Optional.of(RunState.after(null, histories.get(run).getFirst()));
        }
        return holding ? Optional.empty() : Optional.ofNullable(runs.get(run));
    }

    @Override
    public synchronized List<RunState> list(Query query) {
        return runs.values().stream().filter(run -> run.started().tenant().equals(query.tenant()))
                .filter(run -> query.phase() == null || run.phase() == query.phase())
                .filter(run -> query.workflow() == null || run.started().workflow().equals(query.workflow()))
                .sorted((one, other) -> other.started().at().compareTo(one.started().at()))
                .dropWhile(run -> query.before() != null && !run.started().run().equals(query.before()))
                .skip(query.before() == null ? 0 : 1).limit(query.limit()).toList();
    }

    @Override
    public synchronized List<RunState> ended(String workflow, IntPredicate versions, int most) {
        return runs.values().stream().filter(run -> run.phase().ended() && run.started().workflow().equals(workflow))
                .filter(run -> versions.test(run.started().version()))
                .sorted((one, other) -> other.changedAt().compareTo(one.changedAt())).limit(most).toList();
    }

    @Override
    public synchronized List<RunEvent> history(String run) {
        return List.copyOf(histories.getOrDefault(run, List.of()));
    }

    @Override
    public synchronized Following follow(String run, long afterSeq, Consumer<RunEvent> told) {
        history(run).stream().filter(event -> event.seq() > afterSeq).forEach(told);
        Listener listener = new Listener(run, told);
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public synchronized List<WorkflowDefined> list() {
        return states.keySet().stream().sorted().flatMap(name -> newest(name).stream()).toList();
    }

    @Override
    public synchronized Optional<WorkflowDefined> newest(String workflow) {
        return defined.stream().filter(version -> version.workflow().equals(workflow)).reduce((one, later) -> later);
    }

    @Override
    public synchronized Optional<WorkflowDefined> inForce(String workflow) {
        return Optional.ofNullable(states.get(workflow)).flatMap(state -> find(workflow, state.inForce()));
    }

    @Override
    public synchronized List<PromotionEvent> promotions(String workflow) {
        return promotions.stream().filter(event -> event.workflow().equals(workflow)).toList();
    }

    @Override
    public synchronized Optional<WorkflowDefined> find(String workflow, int version) {
        return defined.stream().filter(each -> each.workflow().equals(workflow) && each.version() == version).findFirst();
    }

    @Override
    public synchronized Optional<ValuesEvent> values(String workflow) {
        return valuesVersions(workflow).stream().reduce((one, later) -> later);
    }

    @Override
    public synchronized List<ValuesEvent> valuesVersions(String workflow) {
        return values.stream().filter(each -> each.workflow().equals(workflow)).toList();
    }

    synchronized Optional<TeamState> team(String team) {
        return Optional.ofNullable(teams.get(team));
    }

    TeamBook teams() {
        return this::team;
    }

    @Override
    public Policy of(Workflow workflow, int version, @Nullable String known) {
        return new InOrder(workflow);
    }

    @Override
    public @Nullable String learn(Workflow workflow, @Nullable String known, Episode episode) {
        return known;
    }

    /** Each agent once, until an answer passes. */
    private record InOrder(Workflow workflow) implements Policy {

        @Override
        public int version() {
            return 0;
        }

        @Override
        public int taskClass(Map<String, String> inputs) {
            return 0;
        }

        @Override
        public @Nullable String sketch(Map<String, String> inputs) {
            return null;
        }

        @Override
        public Choice next(Situation situation, RandomGenerator random) {
            String next = situation.offered().stream().filter(agent -> !situation.executed().contains(agent)).findFirst().orElse(null);
            return new Choice(next, 1.0, Map.of(next == null ? Choice.STOP : next, 1.0), "flow");
        }

        @Override
        public Shadow.@Nullable Opinion shadow(Choice live, Situation situation, RandomGenerator random) {
            return null;
        }

        @Override
        public Optional<Stopping.Stop> stop(Progress progress, Situation situation) {
            return situation.verdict() == Verdict.PASS ? Optional.of(new Stopping.Stop("verified", "the answer passed")) : Optional.empty();
        }

        @Override
        public @Nullable RunSaving saving(int taskClass, Progress progress) {
            return new RunSaving(1, 0.5, 0.5);
        }
    }
}
