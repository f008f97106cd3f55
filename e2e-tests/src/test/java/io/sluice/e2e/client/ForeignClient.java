package io.sluice.e2e.client;

import java.net.URI;

/** An OpenAI client library behind the few words the tests need. Every call throws {@link Raised} when the library does. */
interface ForeignClient {

    Said chat(Question question);

    /** @param onFirstText runs once, as soon as the library hands out the first text */
    Said stream(Question question, Runnable onFirstText);

    /** The libraries; each is made with a base address that ends in {@code /v1}. */
    enum Library {
        OPENAI_JAVA {
            @Override
            ForeignClient connect(URI base, String key) {
                return new OpenaiJava(base, key);
            }
        },
        LANGCHAIN4J {
            @Override
            ForeignClient connect(URI base, String key) {
                return new LangChain4j(base, key);
            }
        },
        OPENAI_NODE {
            @Override
            ForeignClient connect(URI base, String key) {
                return new OpenaiNode(base, key);
            }
        };

        abstract ForeignClient connect(URI base, String key);
    }
}
