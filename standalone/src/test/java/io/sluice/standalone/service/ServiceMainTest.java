package io.sluice.standalone.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceMainTest {

    @Test
    void eachServiceGetsTheSettingsAfterItsName() {
        assertThat(ServiceMain.parse(new String[] {"gateway", "--a=1", "--b=2", "router-service"}))
                .containsExactly(entry(Service.GATEWAY, List.of("--a=1", "--b=2")), entry(Service.ROUTER, List.of()));
    }

    @Test
    void unknownServicesAndStraySettingsAreRefused() {
        assertThatThrownBy(() -> ServiceMain.parse(new String[] {"gatway"})).hasMessageContaining("no service gatway");
        assertThatThrownBy(() -> ServiceMain.parse(new String[] {"--a=1"})).hasMessageContaining("before any service");
        assertThatThrownBy(() -> ServiceMain.parse(new String[] {})).hasMessageContaining("no service is named");
    }

    @Test
    void theReasonOfAFailedStartIsItsFirstCause() {
        Throwable error = new IllegalStateException("context failed", new RuntimeException("bean failed",
                new java.net.BindException("Address already in use\nsecond line")));
        assertThat(StartReason.of(error)).isEqualTo("Address already in use");
        assertThat(StartReason.of(new NullPointerException())).isEqualTo("java.lang.NullPointerException");
    }

    @Test
    void applicationsAreOnTheClassPath() throws Exception {
        for (Service service : Service.values()) {
            assertThat(Class.forName(service.application()).getMethod("main", String[].class)).isNotNull();
            assertThat(ServiceMainTest.class.getResource("/" + service.id() + ".yml")).as(service.id() + ".yml").isNotNull();
        }
    }
}
