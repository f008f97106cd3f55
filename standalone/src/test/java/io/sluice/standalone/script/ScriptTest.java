package io.sluice.standalone.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script runs in a folder of its own with made-up JDKs, a made-up Maven and a PATH without any Java, so that
 * nothing of the machine decides.
 */
@Timeout(60)
class ScriptTest {

    @TempDir
    private Path folder;

    private Path project;
    private final Map<String, String> environment = new TreeMap<>();

    @BeforeEach
    void copyScript() throws IOException {
        project = Files.createDirectories(folder.resolve("project"));
        Files.copy(repository().resolve("sluice"), project.resolve("sluice"));
        Files.copy(repository().resolve("pom.xml"), project.resolve("pom.xml"));
        Path tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : List.of("bash", "sed", "head", "dirname", "readlink", "cat", "tr", "find", "mkdir", "mktemp", "tee", "mv",
                "rm", "grep", "tail", "env", "ls")) {
            script(tools.resolve(tool), "exec " + tool(tool) + " \"$@\"");
        }
        environment.put("PATH", tools.toString());
        environment.put("HOME", folder.toString());
        environment.put("SLUICE_JDK_FOLDERS", folder + "/jvm/*");
    }

    @Test
    void findsANewJdkInTheUsualFoldersWhenThePathHasAnOldOne() throws Exception {
        Path old = jdk("old/jdk-17", "17.0.15");
        jdk("jvm/jdk-21", "21.0.2");
        Path good = jdk("jvm/temurin-25", "25.0.1");
        environment.merge("PATH", old.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
        assertThat(javaUsedBy("test")).isEqualTo(good.toString());
    }

    @Test
    void prefersJavaHomeAndThenThePath() throws Exception {
        jdk("jvm/jdk-26", "26");
        Path onPath = jdk("somewhere/jdk-25", "25.0.1");
        environment.merge("PATH", onPath.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
        assertThat(javaUsedBy("test")).isEqualTo(onPath.toString());
        Path home = jdk("elsewhere/jdk-25", "25");
        environment.put("JAVA_HOME", home.toString());
        assertThat(javaUsedBy("test")).isEqualTo(home.toString());
    }

    @Test
    void takesTheNewestOfTheUsualFolders() throws Exception {
        jdk("jvm/a", "25.0.1");
        Path newest = jdk("jvm/b", "26-ea");
        jdk("jvm/c", "1.8.0_392");
        assertThat(javaUsedBy("test")).isEqualTo(newest.toString());
    }

    @Test
    void followsTheLinksOfAlternatives() throws Exception {
        Path good = jdk("real/jdk-25", "25.0.1");
        Path links = Files.createDirectories(folder.resolve("links"));
        Files.createSymbolicLink(links.resolve("alternative"), good.resolve("bin/java"));
        Files.createSymbolicLink(links.resolve("java"), Path.of("alternative"));
        environment.merge("PATH", links.toString(), (path, bin) -> bin + ":" + path);
        assertThat(javaUsedBy("test")).isEqualTo(good.toString());
    }

    @Test
    void asksTheJavaItselfWhereNoReleaseFileTellsTheVersion() throws Exception {
        Path bare = jdk("jvm/bare", "25.0.1");
        Files.delete(bare.resolve("release"));
        assertThat(javaUsedBy("test")).isEqualTo(bare.toString());
    }

    @Test
    void saysWhatToInstallWhenThereIsNoJdkThatIsNewEnough() throws Exception {
        Path old = jdk("old/jdk-17", "17.0.15");
        jdk("jvm/jdk-21", "21.0.2");
        environment.put("JAVA_HOME", folder.resolve("gone").toString());
        environment.merge("PATH", old.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
        Ran ran = run("up");
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.output()).contains("Sluice needs a JDK 25 or newer", "JAVA_HOME is " + folder.resolve("gone") + ", which is no JDK",
                "the java on the PATH is in " + old + ", version 17", folder + "/jvm/jdk-21, version 21", "apt install openjdk-25-jdk",
                "sdk install java 25-tem");
    }

    @Test
    void saysSoWhenThereIsNoJavaAtAll() throws Exception {
        Ran ran = run("up");
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.output()).contains("No java was found at all.");
    }

    @Test
    void saysWhatToInstallWhenThereIsNoMaven() throws Exception {
        jdk("jvm/temurin-25", "25.0.1");
        Ran ran = run("up");
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.output()).contains("needs Maven 3.8 or newer", "apt install maven");
    }

    @Test
    void findsMavenUnderMavenHome() throws Exception {
        jdk("jvm/temurin-25", "25.0.1");
        maven("exit 0");
        environment.put("MAVEN_HOME", folder.resolve("maven").toString());
        assertThat(run("test").status()).isZero();
    }

    @Test
    void aFailedBuildShowsItsErrorsAndWhereTheRestIs() throws Exception {
        jdk("jvm/temurin-25", "25.0.1");
        maven("echo '[INFO] Building gateway 0.1 [4/7]'; echo '[ERROR] Gate.java:[7,3] cannot find symbol'; exit 1");
        environment.put("MAVEN_HOME", folder.resolve("maven").toString());
        Ran ran = run("up");
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.output()).contains("building  [4/7]  gateway ", "[ERROR] Gate.java:[7,3] cannot find symbol", "The build failed",
                "target/sluice-build.log");
        assertThat(project.resolve("target/sluice-build.log")).content().contains("cannot find symbol");
    }

    @Test
    void buildsOnceAndAgainWhenASourceIsNewer() throws Exception {
        jdk("jvm/temurin-25", "25.0.1");
        maven("echo built >> " + folder.resolve("builds") + "; mkdir -p standalone/target/lib");
        environment.put("MAVEN_HOME", folder.resolve("maven").toString());
        Path source = Files.createDirectories(project.resolve("gateway/src/main/java")).resolve("Gate.java");
        Files.writeString(source, "class Gate {}");
        Files.setLastModifiedTime(source, java.nio.file.attribute.FileTime.fromMillis(0));
        run("chat");
        run("chat");
        assertThat(folder.resolve("builds")).content().isEqualTo("built\n");
        Files.setLastModifiedTime(source, java.nio.file.attribute.FileTime.fromMillis(4_000_000_000_000L));
        run("chat");
        assertThat(folder.resolve("builds")).content().isEqualTo("built\nbuilt\n");
    }

    @Test
    void testEndsWithSurefiresClosingLinesAndItsStatus() throws Exception {
        jdk("jvm/temurin-25", "25.0.1");
        maven("""
                echo '[INFO] Building contracts 0.1.0-SNAPSHOT [2/10]'
                echo '[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.1 s -- in io.sluice.GoldenTest'
                echo '[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0'
                echo '[INFO] Building gateway 0.1.0-SNAPSHOT [4/10]'
                echo '[ERROR] Tests run: 7, Failures: 1, Errors: 0, Skipped: 0'
                echo '[INFO] BUILD FAILURE'
                exit 3
                """);
        environment.put("MAVEN_HOME", folder.resolve("maven").toString());
        Ran ran = run("test");
        assertThat(ran.status()).isEqualTo(3);
        assertThat(ran.output()).contains("Time elapsed: 0.1 s").endsWith("""
                [INFO] BUILD FAILURE

                [INFO] contracts
                [INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0
                [INFO] gateway
                [ERROR] Tests run: 7, Failures: 1, Errors: 0, Skipped: 0
                """);
    }

    @Test
    void worksThroughALinkFromAnywhere() throws Exception {
        jdk("jvm/temurin-25", "25.0.1");
        maven("pwd; exit 0");
        environment.put("MAVEN_HOME", folder.resolve("maven").toString());
        Path link = Files.createSymbolicLink(folder.resolve("sluice-link"), project.resolve("sluice"));
        Ran ran = run(link, folder, "test");
        assertThat(ran.output()).isEqualTo(project.toRealPath() + "\n");
    }

    @Test
    void helpListsTheVerbsAndAnUnknownOneIsAnError() throws Exception {
        assertThat(run("help").output()).contains("up ", "chat ", "test ", "train ", "bench ", "pull ");
        Ran unknown = run("dance");
        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.output()).contains("There is no verb 'dance'.");
    }

    private record Ran(int status, String output) {
    }

    private Ran run(String... arguments) throws Exception {
        return run(project.resolve("sluice"), project, arguments);
    }

    private Ran run(Path script, Path directory, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(tool("bash").toString(), script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Ran(process.exitValue(), output);
    }

    /** The JAVA_HOME that Maven gets. */
    private String javaUsedBy(String verb) throws Exception {
        maven("echo \"home=$JAVA_HOME\"");
        environment.put("MAVEN_HOME", folder.resolve("maven").toString());
        Ran ran = run(verb);
        assertThat(ran.output()).contains("home=");
        return Path.of(ran.output().strip().substring("home=".length())).toString();
    }

    private Path jdk(String name, String version) throws IOException {
        Path jdk = Files.createDirectories(folder.toRealPath().resolve(name));
        Files.createDirectories(jdk.resolve("bin"));
        script(jdk.resolve("bin/java"), "echo 'openjdk version \"" + version + "\" 2025-10-21' >&2");
        script(jdk.resolve("bin/javac"), "exit 0");
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        return jdk;
    }

    private void maven(String lines) throws IOException {
        Files.createDirectories(folder.resolve("maven/bin"));
        script(folder.resolve("maven/bin/mvn"), lines);
    }

    private static void script(Path file, String lines) throws IOException {
        Files.writeString(file, "#!" + tool("bash") + "\n" + lines + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static Path tool(String name) {
        return List.of(Path.of("/usr/bin", name), Path.of("/bin", name)).stream().filter(Files::isExecutable).findFirst().orElseThrow();
    }

    private static Path repository() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.isRegularFile(at.resolve("sluice"))) {
            at = at.getParent();
        }
        return at;
    }
}
