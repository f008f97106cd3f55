package io.sluice.standalone.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ChildrenTest {

    private static final String SLEEP = "exec sleep 600";

    @TempDir
    private Path folder;

    private Children children;

    @BeforeEach
    void create() throws IOException {
        children = Children.create();
    }

    @AfterEach
    void close() {
        children.close();
    }

    @Test
    void tellsTheDeathOfAChildWithItsExitCodeAndTheEndOfItsLog() throws Exception {
        Child child = children.start(Specs.shell(folder, "broken", "echo first; echo 'no space left' >&2; exit 3"));
        Death death = children.firstDeath().get(30, TimeUnit.SECONDS);
        assertThat(death.message())
                .startsWith("broken (process " + child.pid() + ") ended with exit code 3")
                .contains("the end of " + folder.resolve("broken.out"), "    first", "    no space left");
    }

    @Test
    void namesTheSignalThatKilledAChild() throws Exception {
        Child child = children.start(Specs.shell(folder, "victim", SLEEP));
        ProcessHandle.of(child.pid()).orElseThrow().destroyForcibly();
        assertThat(children.firstDeath().get(30, TimeUnit.SECONDS).message()).contains("was killed (SIGKILL)");
    }

    @Test
    void aFailureThatTheChildAnnouncedIsTheReasonOfItsDeath() throws Exception {
        children.start(Specs.shell(folder, "service", "echo '@sluice failed gateway the key file is damaged'; exit 1"));
        assertThat(children.firstDeath().get(30, TimeUnit.SECONDS).message())
                .contains("ended with exit code 1: gateway: the key file is damaged");
    }

    @Test
    void aComponentIsReadyWhenItsChildSaysSo() throws Exception {
        ChildSpec spec = Specs.shell(folder, "services", "echo '@sluice ready router'; " + SLEEP);
        children.start(new ChildSpec("services", Tier.SERVICE, List.of("router", "gateway"), spec.command(), Map.of(),
                spec.console(), spec.logs(), Optional.empty(), spec.stopLimit()));
        children.ready("router").get(30, TimeUnit.SECONDS);
        assertThat(children.ready("gateway")).isNotDone();
        assertThat(children.get("router").name()).isEqualTo("services");
    }

    @Test
    void aSilentChildIsReadyWhenItsProbeSaysYes() throws Exception {
        Path sign = folder.resolve("sign");
        ChildSpec spec = Specs.shell(folder, "redis", SLEEP);
        children.start(new ChildSpec("redis", Tier.STORE, List.of("redis"), spec.command(), Map.of(), spec.console(), List.of(),
                Optional.of(() -> Files.exists(sign)), spec.stopLimit()));
        CompletableFuture<Void> ready = children.ready("redis");
        assertThat(ready).isNotDone();
        Files.createFile(sign);
        ready.get(30, TimeUnit.SECONDS);
    }

    @Test
    void readinessFailsWhenTheChildEndsFirst() throws Exception {
        children.start(Specs.shell(folder, "early", "exit 0"));
        assertThatThrownBy(() -> children.ready("early").get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class).cause()
                .isInstanceOf(DeathException.class).hasMessageContaining("ended with exit code 0");
    }

    @Test
    void closingEndsEveryChildAndIsNoDeath() throws Exception {
        List<Child> all = List.of(children.start(Specs.shell(folder, "one", SLEEP)), children.start(Specs.shell(folder, "two", SLEEP)));
        CompletableFuture<Void> waiting = children.ready("one");
        children.close();
        assertThat(all).noneMatch(Child::isAlive);
        assertThat(children.firstDeath()).isNotDone();
        assertThatThrownBy(waiting::get).isInstanceOf(CancellationException.class);
    }

    @Test
    void moreChildrenThanProcessorsEndAtOnce() throws Exception {
        for (int i = 0; i <= 2 * Runtime.getRuntime().availableProcessors(); i++) {
            children.start(Specs.shell(folder, "child-" + i, SLEEP));
        }
        children.close();
        assertThat(children.pids()).isEmpty();
    }

    @Test
    void aChildThatIgnoresTheRequestToStopIsKilledAfterItsLimit() throws Exception {
        Child stubborn = children.start(Specs.shell(folder, "stubborn", Tier.SERVICE,
                "trap '' TERM; echo '@sluice ready stubborn'; while :; do sleep 0.1; done", Duration.ofMillis(300)));
        children.ready("stubborn").get(30, TimeUnit.SECONDS);
        long begin = System.nanoTime();
        children.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        assertThat(stubborn.isAlive()).isFalse();
        assertThat(stubborn.onExit().get()).isEqualTo(137);
    }

    @Test
    void aHungChildIsNoLongerWaitedForThanItsLimit() throws Exception {
        Child hung = children.start(Specs.shell(folder, "hung", Tier.SERVICE, SLEEP, Duration.ofMillis(300)));
        // A stopped process handles no SIGTERM.
        new ProcessBuilder("kill", "-STOP", String.valueOf(hung.pid())).start().waitFor();
        hung.stop();
        assertThat(hung.isAlive()).isFalse();
    }

    @Test
    void servicesEndBeforeTheStoresThatTheyWriteTo() throws Exception {
        Path order = folder.resolve("order");
        for (Tier tier : List.of(Tier.STORE, Tier.SERVICE)) {
            String name = tier.name().toLowerCase(java.util.Locale.ROOT);
            children.start(Specs.shell(folder, name, tier, "trap 'echo " + name + " >> " + order + "; exit 0' TERM; echo '@sluice ready "
                    + name + "'; while :; do sleep 0.05; done", Duration.ofSeconds(5)));
            children.ready(name).get(30, TimeUnit.SECONDS);
        }
        children.close();
        assertThat(order).hasContent("service\nstore");
    }

    @Test
    void whatAChildSaysWhileItStopsIsInItsLog() throws Exception {
        Child child = children.start(Specs.shell(folder, "polite",
                "trap 'echo goodbye; exit 0' TERM; echo '@sluice ready polite'; while :; do sleep 0.05; done"));
        children.ready("polite").get(30, TimeUnit.SECONDS);
        child.stop();
        child.awaitOutput();
        assertThat(folder.resolve("polite.out")).hasContent("goodbye");
    }

    @Test
    void nothingStartsAfterClosing() {
        children.close();
        assertThatThrownBy(() -> children.start(Specs.shell(folder, "late", SLEEP)))
                .isInstanceOf(IllegalStateException.class).hasMessage("the platform is stopping");
    }

    @Test
    void aChildThatWasKilledOnPurposeIsNoDeathAndCanStartAgain() throws Exception {
        ChildSpec spec = Specs.shell(folder, "gateway", SLEEP);
        Child first = children.start(spec);
        first.kill();
        Child second = children.start(spec);
        assertThat(second.isAlive()).isTrue();
        assertThat(children.pids()).isEqualTo(Map.of("gateway", second.pid()));
        assertThat(children.firstDeath()).isNotDone();
    }
}
