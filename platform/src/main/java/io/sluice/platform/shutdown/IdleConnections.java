package io.sluice.platform.shutdown;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import reactor.netty.NettyPipeline;

/**
 * A server that ends closes connections that nothing is asked on, and the others as soon as their last answer is out. Reactor
 * Netty means to do the same, but now and then takes a kept connection whose requests are all answered for a busy one
 * (its issue 4188), and the server then waits for the client to leave, for half a minute and more. Thread-safe.
 */
public final class IdleConnections {

    private final Set<Watch> open = ConcurrentHashMap.newKeySet();
    private volatile boolean ending;

    /** For a server's channels as they are made. */
    public void watch(Channel channel) {
        channel.pipeline().addAfter(NettyPipeline.HttpCodec, "sluice.idle", new Watch(channel));
    }

    /** From now on no connection outlives its last answer. Returns at once. */
    public void end() {
        ending = true;
        open.forEach(watch -> watch.channel.eventLoop().execute(watch::leave));
    }

    /** Only the channel's event loop counts. */
    private final class Watch extends ChannelDuplexHandler {

        private final Channel channel;
        private int unanswered;

        private Watch(Channel channel) {
            this.channel = channel;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            open.add(this);
            channel.closeFuture().addListener(closed -> open.remove(this));
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpRequest) {
                unanswered++;
            }
            context.fireChannelRead(message);
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            if (message instanceof LastHttpContent && !isBeforeTheAnswer(message)) {
                context.write(message, promise.unvoid()).addListener(written -> {
                    unanswered--;
                    leave();
                });
            } else {
                context.write(message, promise);
            }
        }

        /** As {@code 100 Continue} is. */
        private static boolean isBeforeTheAnswer(Object message) {
            return message instanceof HttpResponse response && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        }

        private void leave() {
            if (ending && unanswered <= 0) {
                channel.close();
            }
        }
    }
}
