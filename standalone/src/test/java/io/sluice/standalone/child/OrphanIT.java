package io.sluice.standalone.child;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A supervisor that is killed outright, with no chance to clean up. */
@Timeout(60)
class OrphanIT {

    @TempDir
    private Path folder;

    @Test
    void noChildOutlivesASupervisorThatIsKilled() throws Exception {
        Process supervisor = java("Supervisor", folder.toString());
        List<ProcessHandle> children = new ArrayList<>();
        BufferedReader lines = supervisor.inputReader();
        for (String line = lines.readLine(); !"started".equals(line); line = lines.readLine()) {
            assertThat(line).as("the supervisor ended early").isNotNull();
            ProcessHandle.of(Long.parseLong(line)).ifPresent(children::add);
        }
        assertThat(children).hasSize(3).allMatch(ProcessHandle::isAlive);
        supervisor.destroyForcibly();
        for (ProcessHandle child : children) {
            child.onExit().get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void aChildJvmEndsWithTheOtherEndOfItsPipe() throws Exception {
        Process leashed = java("Leashed");
        assertThat(leashed.inputReader().readLine()).isEqualTo("@sluice ready leashed");
        leashed.getOutputStream().close();
        assertThat(leashed.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatAChildJvmPrintsIsNoAnnouncement() throws Exception {
        Process leashed = java("Leashed");
        BufferedReader said = leashed.inputReader();
        assertThat(said.readLine()).isEqualTo("@sluice ready leashed");
        leashed.getOutputStream().close();
        assertThat(said.readLine()).isNull();
        assertThat(leashed.errorReader().lines()).contains("chatter");
    }

    private static Process java(String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(JavaCommand.of(List.of("-Xmx64m", "-XX:TieredStopAtLevel=1"), OrphanIT.class.getName() + "$" + main, List.of(arguments)));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        return builder.start();
    }

    static final class Supervisor {

        public static void main(String[] arguments) throws Exception {
            Path folder = Path.of(arguments[0]);
            Children children = Children.create();
            // One that can't watch anything, one that is deaf to SIGHUP and SIGINT, one that the guard only knows as a pid.
            for (String script : List.of("exec sleep 600", "trap '' HUP INT; while :; do sleep 0.1; done", "exec sleep 601")) {
                System.out.println(children.start(Specs.shell(folder, "child-" + script.hashCode(), script)).pid());
            }
            System.out.println("started");
            new java.util.concurrent.CountDownLatch(1).await();
        }
    }

    static final class Leashed {

        public static void main(String[] arguments) throws Exception {
            Leash leash = Leash.attach();
            System.out.println("chatter");
            leash.announce(new Announcement.Ready("leashed"));
            new java.util.concurrent.CountDownLatch(1).await();
        }
    }
}
