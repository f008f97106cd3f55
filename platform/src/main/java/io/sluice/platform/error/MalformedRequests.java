package io.sluice.platform.error;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.net.URI;
import java.net.URISyntaxException;
import reactor.netty.NettyPipeline;

/**
 * Requests that are no HTTP, which the server would answer with a bare status before any filter sees them, get an error
 * body too. Each ends its connection, since nobody can say where the next request begins.
 */
public final class MalformedRequests {

    private final ErrorResponder errors;

    public MalformedRequests(ErrorResponder errors) {
        this.errors = errors;
    }

    /** For a server's channels as they are made. */
    public void watch(Channel channel) {
        channel.pipeline().addAfter(NettyPipeline.HttpCodec, "sluice.malformed", new Watch());
    }

    private final class Watch extends ChannelDuplexHandler {

        private int unanswered;
        private boolean refused;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (refused) {
                ReferenceCountUtil.release(message);
            } else if (message instanceof HttpRequest request && unanswered == 0 && (request.decoderResult().isFailure() || !isUri(request.uri()))) {
                refused = true;
                ReferenceCountUtil.release(message);
                refuse(context, request);
            } else {
                if (message instanceof HttpRequest) {
                    unanswered++;
                }
                context.fireChannelRead(message);
            }
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            if (message instanceof LastHttpContent) {
                unanswered--;
            }
            context.write(message, promise);
        }
    }

    /** With what stands before a path: two slashes at its beginning are part of it. */
    private static boolean isUri(String target) {
        try {
            new URI(target.startsWith("/") ? "http://here" + target : target);
            return true;
        } catch (URISyntaxException malformed) {
            return false;
        }
    }

    private void refuse(ChannelHandlerContext context, HttpRequest request) {
        SluiceException failure = failure(request);
        ErrorResponder.Body body = errors.body(request.uri(), failure);
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(failure.status()), Unpooled.wrappedBuffer(body.json()));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, body.type().toString())
                .set(HttpHeaderNames.CONTENT_LENGTH, body.json().length)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    /** Headers are read up to the one at fault: a request whose key was not read by then comes from nobody. */
    private static SluiceException failure(HttpRequest request) {
        Throwable cause = request.decoderResult().cause();
        if (cause == null) {
            return SluiceException.user(400, "malformed_request", "the path and query have to be percent-encoded", null);
        }
        if (cause instanceof TooLongHttpLineException) {
            return SluiceException.user(414, "uri_too_long", "the request line is too long", null);
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return SluiceException.user(431, "headers_too_large", "the headers are too large", null);
        }
        return request.headers().contains(HttpHeaderNames.AUTHORIZATION)
                ? SluiceException.user(400, "malformed_request", "a header is no valid HTTP", null)
                : SluiceException.user(401, "invalid_api_key", "the request is no valid HTTP up to its key", null);
    }
}
