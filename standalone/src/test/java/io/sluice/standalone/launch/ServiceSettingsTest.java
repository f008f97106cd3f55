package io.sluice.standalone.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.standalone.key.Keys;
import io.sluice.standalone.service.Service;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServiceSettingsTest {

    private static final Ports PORTS = new Ports(1, 2, 3, 6, 7, 8, 4, 5);
    private static final Options OPTIONS = Options.of(Path.of("/data"), Path.of("/m/My.Small-1B"), Path.of("/m/big")).withPorts(PORTS);

    private static final Keys KEYS = new Keys(Path.of("/data/keys.json"), Optional.empty(), Optional.empty(), Path.of("/data/workflow-key"));

    @Test
    void everythingListensOnLoopbackUnlessTheGatewayIsBoundElsewhere() {
        for (Service service : Service.values()) {
            assertThat(arguments(OPTIONS, service)).contains("--server.address=127.0.0.1");
        }
        Options bound = OPTIONS.withBind("0.0.0.0");
        assertThat(arguments(bound, Service.GATEWAY)).contains("--server.address=0.0.0.0");
        assertThat(arguments(bound, Service.ROUTER)).contains("--server.address=127.0.0.1");
        assertThat(arguments(bound, Service.INFERENCE)).contains("--server.address=127.0.0.1");
        assertThat(Addresses.of(bound, PORTS).gateway()).hasToString("http://127.0.0.1:1");
    }

    @Test
    void aModelIsNamedAfterItsFolder() {
        assertThat(arguments(OPTIONS, Service.INFERENCE)).startsWith("inference-service").contains(
                "--sluice.inference.models[My.Small-1B].path=/m/My.Small-1B", "--sluice.inference.models[My.Small-1B].role=small",
                "--sluice.inference.models[big].path=/m/big", "--sluice.inference.models[big].role=large", "--server.port=3");
    }

    @Test
    void theServicesKnowOneAnotherAndTheStores() {
        assertThat(arguments(OPTIONS, Service.GATEWAY)).contains("--server.port=1", "--sluice.router.url=http://127.0.0.1:2",
                "--sluice.redis.uri=redis://127.0.0.1:5", "--sluice.kafka.bootstrap-servers=127.0.0.1:4", "--sluice.keys.file=/data/keys.json");
        assertThat(arguments(OPTIONS, Service.ROUTER)).contains("--sluice.router.endpoints=http://127.0.0.1:3");
        assertThat(arguments(OPTIONS, Service.GATEWAY)).contains("--sluice.registry.url=http://127.0.0.1:6");
        assertThat(arguments(OPTIONS, Service.GATEWAY)).contains("--sluice.workflow.url=http://127.0.0.1:7");
        assertThat(arguments(OPTIONS, Service.WORKFLOW)).contains("--server.port=7", "--sluice.workflow.gateway.url=http://127.0.0.1:1/v1",
                "--sluice.workflow.gateway.key-file=/data/workflow-key", "--sluice.workflow.directory=/data/workflow",
                "--sluice.kafka.bootstrap-servers=127.0.0.1:4");
        assertThat(arguments(OPTIONS, Service.GATEWAY)).contains("--sluice.selection.url=http://127.0.0.1:8");
        assertThat(arguments(OPTIONS, Service.SELECTION)).contains("--server.port=8", "--sluice.selection.store=/data/selection",
                "--sluice.kafka.bootstrap-servers=127.0.0.1:4");
        assertThat(arguments(OPTIONS, Service.INFERENCE)).contains("--sluice.inference.adapters.registry=http://127.0.0.1:6");
        assertThat(arguments(OPTIONS, Service.REGISTRY)).contains("--server.port=6", "--sluice.registry.workers=http://127.0.0.1:3",
                "--sluice.registry.store=/data/artifacts", "--sluice.kafka.bootstrap-servers=127.0.0.1:4");
    }

    @Test
    void theUsersOwnSettingsReplaceTheLaunchers() {
        List<String> arguments = arguments(OPTIONS.withSettings(List.of("sluice.keys.file=/elsewhere", "sluice.inference.slots=2", "a=b=c")), Service.GATEWAY);
        assertThat(arguments).contains("--sluice.keys.file=/elsewhere", "--sluice.inference.slots=2", "--a=b=c")
                .doesNotContain("--sluice.keys.file=/data/keys.json");
    }

    @Test
    void aSettingWithoutAValueIsRefused() {
        assertThatThrownBy(() -> OPTIONS.withSettings(List.of("nonsense")))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("a setting is KEY=VALUE, not 'nonsense'");
    }

    @Test
    void twoModelsOfOneNameAreRefused() {
        assertThatThrownBy(() -> Options.of(Path.of("/data"), Path.of("/a/model"), Path.of("/b/model")))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("both named model");
    }

    private static List<String> arguments(Options options, Service service) {
        return new ServiceSettings(options, PORTS, Addresses.of(options, PORTS), KEYS).arguments(service);
    }
}
