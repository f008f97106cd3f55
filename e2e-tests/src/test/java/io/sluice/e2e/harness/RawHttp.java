package io.sluice.e2e.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Sends bytes exactly as given, for what HTTP clients refuse to send or make tidy first. */
public final class RawHttp {

    private static final int TIMEOUT_MILLIS = 15_000;

    private final String host;
    private final int port;

    public RawHttp(URI base) {
        this.host = base.getHost();
        this.port = base.getPort();
    }

    /** A {@code Host} header and {@code Connection: close} are added unless given. */
    public Answer send(String method, String target, List<String> headers, byte[] body) {
        List<String> lines = new ArrayList<>(List.of(method + " " + target + " HTTP/1.1"));
        lines.addAll(headers);
        if (headers.stream().noneMatch(header -> header.regionMatches(true, 0, "Host:", 0, 5))) {
            lines.add("Host: " + host + ":" + port);
        }
        lines.add("Connection: close");
        if (headers.stream().noneMatch(header -> header.regionMatches(true, 0, "Transfer-Encoding:", 0, 18))) {
            lines.add("Content-Length: " + body.length);
        }
        byte[] head = (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        try (Socket socket = new Socket(host, port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            Thread.ofVirtual().start(() -> write(socket, head, body));
            return Answer.of(read(socket.getInputStream()));
        } catch (IOException e) {
            throw new AssertionError("no answer to " + method + " " + target, e);
        }
    }

    /** A server may answer and close before it took everything, so that a failure here says nothing: its answer counts. */
    private static void write(Socket socket, byte[] head, byte[] body) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(head);
            out.write(body);
            out.flush();
        } catch (IOException refusedEarly) {
            return;
        }
    }

    private static byte[] read(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                all.write(buffer, 0, n);
            }
        } catch (SocketException reset) {
            if (all.size() == 0) {
                throw reset;
            }
        }
        return all.toByteArray();
    }

    /** @param head status line and headers as they came */
    public record Answer(int status, String head, String body) {

        static Answer of(byte[] bytes) {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            int border = text.indexOf("\r\n\r\n");
            if (!text.startsWith("HTTP/1.1 ") || border < 0) {
                throw new AssertionError("not an HTTP answer: " + text);
            }
            String head = text.substring(0, border);
            String body = text.substring(border + 4);
            boolean chunked = head.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked");
            byte[] whole = (chunked ? joined(body) : body).getBytes(StandardCharsets.ISO_8859_1);
            return new Answer(Integer.parseInt(text.substring(9, 12)), head, new String(whole, StandardCharsets.UTF_8));
        }

        /** One character a byte here. */
        private static String joined(String chunked) {
            StringBuilder whole = new StringBuilder();
            int at = 0;
            while (true) {
                int end = chunked.indexOf("\r\n", at);
                int size = end < 0 ? 0 : Integer.parseInt(chunked.substring(at, end).strip(), 16);
                if (size == 0) {
                    return whole.toString();
                }
                whole.append(chunked, end + 2, end + 2 + size);
                at = end + 2 + size + 2;
            }
        }
    }
}
