package io.sluice.standalone.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortUseTest {

    private static final String HOST = "127.0.0.1";

    @Test
    void namesThePortWhoNeedsItAndTheFlag() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            assertThat(PortUse.problems(List.of(new PortUse("gateway", HOST, taken.getLocalPort(), "--port"))))
                    .containsExactly(new Problem("Port " + taken.getLocalPort() + " on 127.0.0.1 is in use, and gateway needs it: "
                            + "stop the program that has it, or choose another port with --port N."));
        }
    }

    @Test
    void aPortIsNoTroubleAfterItsProgramEnded() throws Exception {
        int port = PortUse.free(HOST);
        assertThat(PortUse.problems(List.of(new PortUse("gateway", HOST, port, "--port")))).isEmpty();
    }

    @Test
    void onePortForTwoComponentsIsAProblem() throws Exception {
        int port = PortUse.free(HOST);
        assertThat(PortUse.problems(List.of(new PortUse("gateway", HOST, port, "--port"), new PortUse("kafka", HOST, port, "--kafka-port"))))
                .singleElement().extracting(Problem::message).asString()
                .contains("meant for both gateway and kafka", "--port or --kafka-port");
    }

    @Test
    void anAddressThatThisMachineLacksIsAProblem() {
        // From the block that is kept for documentation.
        assertThat(PortUse.problems(List.of(new PortUse("gateway", "192.0.2.1", 0, "--port"))))
                .singleElement().extracting(Problem::message).asString().contains("no address 192.0.2.1");
    }

    @Test
    void allProblemsAreToldAtOnce() throws Exception {
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getByName(HOST));
                ServerSocket two = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            assertThat(PortUse.problems(List.of(new PortUse("gateway", HOST, one.getLocalPort(), "--port"),
                    new PortUse("redis", HOST, two.getLocalPort(), "--redis-port")))).hasSize(2);
        }
    }
}
