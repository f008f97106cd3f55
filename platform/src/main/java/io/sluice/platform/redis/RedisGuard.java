package io.sluice.platform.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.ProtocolVersion;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to a Redis that may vanish at any time. A caller gets the connection or nothing, at once: commands are
 * refused while disconnected (Lettuce would queue them without bound) and end after its patience.
 */
public final class RedisGuard implements AutoCloseable {

    /** What a request loses to a Redis that hangs. */
    public static final Duration COMMAND_PATIENCE = Duration.ofMillis(250);

    private static final Logger LOG = LoggerFactory.getLogger(RedisGuard.class);
    private static final int QUEUE_MAX = 1000;
    private static final long RETRY_NANOS = 500_000_000L;

    private final Duration patience;
    private final RedisClient client;
    private final Thread thread;
    private volatile @Nullable StatefulRedisConnection<String, byte[]> connection;
    private volatile boolean closing;

    public RedisGuard(String uri, MeterRegistry meters) {
        this(uri, COMMAND_PATIENCE, meters);
    }

    public RedisGuard(String uri, Duration patience, MeterRegistry meters) {
        this.patience = patience;
        RedisURI redis = RedisURI.create(uri);
        redis.setTimeout(patience);
        this.client = RedisClient.create(redis);
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(QUEUE_MAX)
                .protocolVersion(ProtocolVersion.RESP2)
                .socketOptions(SocketOptions.builder().connectTimeout(Duration.ofSeconds(1)).build())
                .timeoutOptions(TimeoutOptions.enabled(patience))
                .build());
        meters.gauge("sluice.redis.connected", this, guard -> guard.connected() != null ? 1 : 0);
        this.thread = Thread.ofPlatform().name("sluice-redis").daemon().start(this::connect);
    }

    /** The first connection is made in the background, so that a service starts without Redis; Lettuce renews it later. */
    private void connect() {
        while (!closing && connection == null) {
            try {
                connection = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
                LOG.info("connected to Redis");
            } catch (RedisException away) {
                LOG.debug("Redis is away: {}", away.getMessage());
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    /** The open connection, or null while Redis is away. */
    public @Nullable StatefulRedisConnection<String, byte[]> connected() {
        StatefulRedisConnection<String, byte[]> current = connection;
        return current != null && current.isOpen() ? current : null;
    }

    /** How long a command waits for its answer. */
    public Duration patience() {
        return patience;
    }

    public RedisClient client() {
        return client;
    }

    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
}
