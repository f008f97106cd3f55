package io.sluice.inference.decoding.constraint.gbnf;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.inference.decoding.constraint.CompiledConstraint;
import io.sluice.inference.decoding.constraint.ConstraintCompiler;
import io.sluice.inference.decoding.constraint.TokenConstraint;
import io.sluice.inference.decoding.constraint.Tokens;
import io.sluice.inference.decoding.constraint.vocabulary.Vocabulary;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class GbnfTest {

    private static final Vocabulary VOCABULARY = Tokens.random(new SplittableRandom(1), 300);
    private static final String SUM = """
            # sums and products
            root  ::= term (("+" | "-") term)*   # of terms
            term  ::= factor
                | factor "*" term
            factor ::= [0-9]+ | "(" root ")"
            """;
    private static final String JSON = """
            root   ::= object
            value  ::= object | array | string | number | ("true" | "false" | "null") ws
            object ::= "{" ws ( string ":" ws value ("," ws string ":" ws value)* )? "}" ws
            array  ::= "[" ws ( value ("," ws value)* )? "]" ws
            string ::= "\\"" ( [^"\\\\\\x7F\\x00-\\x1F] | "\\\\" (["\\\\bfnrt] | "u" [0-9a-fA-F]{4}) )* "\\"" ws
            number ::= ("-"? ([0-9] | [1-9] [0-9]{0,15})) ("." [0-9]+)? ([eE] [-+]? [0-9] [1-9]{0,1})? ws
            ws     ::= | " " | "\\n" [ \\t]{0,20}
            """;

    private static TokenConstraint open(String grammar) {
        CompiledConstraint compiled = ConstraintCompiler.grammar(grammar);
        assertThat(compiled).isInstanceOf(CompiledConstraint.Ready.class);
        var opening = ((CompiledConstraint.Ready) compiled).open(VOCABULARY, 1_000);
        return ((CompiledConstraint.Opening.Opened) opening).constraint();
    }

    private static boolean reads(String grammar, String text) {
        return Tokens.reads(open(grammar), VOCABULARY, text, new SplittableRandom(text.hashCode()));
    }

    @ParameterizedTest
    @CsvSource({"1+2*3,true", "(1+2)*(3-44),true", "((((7)))),true", "1+,false", "(1,false", "1**2,false", "'',false"})
    void readsRecursiveGrammars(String text, boolean expected) {
        assertThat(reads(SUM, text)).isEqualTo(expected);
    }

    @Test
    void whateverIsWrittenUnderAJsonGrammarIsJson() {
        SplittableRandom random = new SplittableRandom(41);
        for (int i = 0; i < 60; i++) {
            String text = Tokens.write(open(JSON), VOCABULARY, random, 4 + random.nextInt(80));
            assertThat(JsonMapper.shared().readTree(text).isObject()).as(text).isTrue();
        }
        assertThat(reads(JSON, "{\"a\": [1, 2.5e-3, {\"b\":null}],\n  \"ä\":\"\\u00e9\"}\n")).isTrue();
        assertThat(reads(JSON, "{\"a\": [1,]}")).isFalse();
    }

    @Test
    void readsWhatTheGrammarSaysAndNothingElse() {
        check("root ::= (a? b?){2,3} \"!\"\na ::= \"a\" a?\nb ::= \"b\"", "aab! ab! ! abab! bbb!", "bbbb! ba");
        check("root ::= (\"x\"? | y)* \"z\"\ny ::= \"(\" y? \")\"", "z xz (())xz xxx()z", "(z )z");
        check("root ::= [^a-y\\n]{2}", "zz é日", "az z \nz");
        check("root ::= .{1,2} \"\\u00e9\" \"\\x41\" \"\\U0001F600\"", "aéA😀 \néA😀", "éA😀");
        check("root ::= p\np ::= \"(\" p \")\" p | \"!\"", "(!)! !", "(! ()");
        check("root ::= p \".\"\np ::= \"(\" p \")\" p | \"\"", ". (()()).", "(. ).");
    }

    private static void check(String grammar, String in, String out) {
        for (String text : in.split(" ")) {
            assertThat(reads(grammar, text)).as("%s reads %s", grammar, text).isTrue();
        }
        for (String text : out.split(" ")) {
            assertThat(reads(grammar, text)).as("%s does not read %s", grammar, text).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "root ::= root \"a\" | \"a\"; left recursion in rule root",
        "root ::= a/a ::= b \"x\"/b ::= a? \"y\"; left recursion in rule",
        "root ::= \"a\" root; no text of finite length",
        "root ::= missing; not defined",
        "other ::= \"a\"; no rule root",
        "root ::= \"a; unfinished literal",
        "root ::= <[1000]>; name of a token",
        "root ::= \"a\"/root ::= \"b\"; two definitions",
        "root ::= [b-a]; range out of order",
        "root ::= \"a\"{3,1}; wrong repetition",
        "root = \"a\"; missing :",
        "root ::= (\"a\"; missing )"
    })
    void refusesWithALineOrARule(String grammar, String reason) {
        CompiledConstraint compiled = ConstraintCompiler.grammar(grammar.replace("/", "\n"));
        assertThat(compiled).isInstanceOf(CompiledConstraint.Refused.class);
        assertThat(((CompiledConstraint.Refused) compiled).reason()).contains(reason.strip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"root ::= ((\"a\"{1,1000}){1,1000}){1,1000}", "root ::= ([a-z]{0,300} \"x\"?){0,300} \"!\""})
    void countsRepetitionsThatAreTooLargeForAnAutomaton(String grammar) {
        String text = Tokens.write(open(grammar), VOCABULARY, new SplittableRandom(4), 60);
        assertThat(reads(grammar, text)).isTrue();
    }

    @Test
    void aLongChainOfRulesTakesNoStack() {
        StringBuilder grammar = new StringBuilder("root ::= r0\n");
        for (int i = 0; i < 3_000; i++) {
            grammar.append("r").append(i).append(" ::= (\"a\" (\"b\" r").append(i + 1).append(" | \"c\"))\n");
        }
        grammar.append("r3000 ::= \"(\" root? \")\"\n");
        assertThat(reads(grammar.toString(), "ababac")).isTrue();
    }
}
