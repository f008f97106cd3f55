package io.sluice.inference.hub;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Requests to a hub. Follows redirects itself, because the access token must not travel to another host (weights are
 * served from elsewhere, by signed addresses). Every wait for the network is bounded.
 */
final class HubConnection {

    private static final int REDIRECTS_MAX = 5;
    private static final int LISTING_BYTES_MAX = 16 << 20;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);

    private final URI base;
    private final @Nullable String token;
    private final Duration readTimeout;

    /** @param readTimeout longest silence of the other side */
    HubConnection(URI base, @Nullable String token, Duration readTimeout) {
        this.base = base;
        this.token = token;
        this.readTimeout = readTimeout;
    }

    String listing(HubRepository repository, String revision) throws IOException {
        HttpURLConnection connection = open(
                base.resolve("/api/models/" + repository + "/tree/" + revision), repository, 0);
        try (var in = connection.getInputStream()) {
            byte[] bytes = in.readNBytes(LISTING_BYTES_MAX);
            return new String(bytes, StandardCharsets.UTF_8);
        } finally {
            connection.disconnect();
        }
    }

    /** @param from first byte that is wanted; the answer may begin at 0 all the same */
    HttpURLConnection file(HubRepository repository, String revision, String name, long from) throws IOException {
        return open(base.resolve("/" + repository + "/resolve/" + revision + "/" + name), repository, from);
    }

    private HttpURLConnection open(URI address, HubRepository repository, long from) throws IOException {
        URI next = address;
        for (int hop = 0; hop <= REDIRECTS_MAX; hop++) {
            HttpURLConnection connection = request(next, from);
            int status = connection.getResponseCode();
            switch (status) {
                case 200, 206, 416 -> {
                    return connection;
                }
                case 301, 302, 303, 307, 308 -> next = target(next, connection);
                default -> {
                    connection.disconnect();
                    throw refusal(status, repository);
                }
            }
        }
        throw new HubException("the hub redirects more than " + REDIRECTS_MAX + " times");
    }

    private HttpURLConnection request(URI address, long from) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout((int) CONNECT_TIMEOUT.toMillis());
        connection.setReadTimeout((int) readTimeout.toMillis());
        // A range of a compressed file would be a range of other bytes.
        connection.setRequestProperty("Accept-Encoding", "identity");
        connection.setRequestProperty("User-Agent", "sluice");
        if (token != null && isBase(address)) {
            connection.setRequestProperty("Authorization", "Bearer " + token);
        }
        if (from > 0) {
            connection.setRequestProperty("Range", "bytes=" + from + "-");
        }
        return connection;
    }

    private boolean isBase(URI address) {
        return base.getScheme().equals(address.getScheme()) && base.getAuthority().equals(address.getAuthority());
    }

    private static URI target(URI from, HttpURLConnection connection) throws HubException {
        String location = connection.getHeaderField("Location");
        connection.disconnect();
        try {
            URI target = from.resolve(location == null ? "" : location);
            boolean downgraded = "https".equals(from.getScheme()) && !"https".equals(target.getScheme());
            boolean web = "https".equals(target.getScheme()) || "http".equals(target.getScheme());
            if (location != null && web && !downgraded) {
                return target;
            }
        } catch (IllegalArgumentException e) {
            throw new HubException("the hub redirects to what is no address", e);
        }
        throw new HubException("the hub redirects to an address that is not safe to follow");
    }

    private HubException refusal(int status, HubRepository repository) {
        return new HubException(switch (status) {
            case 401 -> token == null
                    ? repository + " doesn't exist or needs an access token: set HF_TOKEN"
                    : "the hub doesn't accept the access token in HF_TOKEN";
            case 403 -> "the access token may not read " + repository
                    + ": accept the model's licence on the hub, or set another HF_TOKEN";
            case 404 -> "the hub has no " + repository + " or not this revision or file of it";
            case 429 -> "the hub asks to come back later (too many requests)";
            default -> "the hub answered with status " + status;
        });
    }
}
