package io.sluice.platform.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.junit.jupiter.api.Test;
import reactor.netty.NettyPipeline;

class IdleConnectionsTest {

    private final IdleConnections connections = new IdleConnections();

    private EmbeddedChannel connection() {
        EmbeddedChannel channel = new EmbeddedChannel();
        ChannelHandler inPlaceOfTheCodec = new ChannelInboundHandlerAdapter();
        channel.pipeline().addLast(NettyPipeline.HttpCodec, inPlaceOfTheCodec);
        connections.watch(channel);
        return channel;
    }

    private static void ask(EmbeddedChannel channel) {
        channel.writeInbound(new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/"));
    }

    private static void answer(EmbeddedChannel channel) {
        channel.writeOutbound(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
        channel.writeOutbound(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    private void end(EmbeddedChannel channel) {
        connections.end();
        channel.runPendingTasks();
    }

    @Test
    void aConnectionThatNothingWasAskedOnIsClosed() {
        EmbeddedChannel channel = connection();
        assertThat(channel.isOpen()).isTrue();

        end(channel);

        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aConnectionWhoseRequestsAreAnsweredIsKeptUntilTheServerEnds() {
        EmbeddedChannel channel = connection();
        ask(channel);
        answer(channel);
        ask(channel);
        answer(channel);
        assertThat(channel.isOpen()).isTrue();

        end(channel);

        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void anAnswerThatHasBegunIsWrittenToItsEnd() {
        EmbeddedChannel channel = connection();
        ask(channel);
        channel.writeOutbound(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));

        end(channel);
        assertThat(channel.isOpen()).isTrue();
        channel.writeOutbound(LastHttpContent.EMPTY_LAST_CONTENT);

        assertThat(channel.outboundMessages()).hasSize(2);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void whatIsSentToHaveTheBodyComeIsNoAnswer() {
        EmbeddedChannel channel = connection();
        ask(channel);
        channel.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));

        end(channel);
        assertThat(channel.isOpen()).isTrue();
        answer(channel);

        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void requestsThatCameTogetherAreAllAnswered() {
        EmbeddedChannel channel = connection();
        ask(channel);
        ask(channel);

        end(channel);
        answer(channel);
        assertThat(channel.isOpen()).isTrue();
        answer(channel);

        assertThat(channel.isOpen()).isFalse();
    }
}
