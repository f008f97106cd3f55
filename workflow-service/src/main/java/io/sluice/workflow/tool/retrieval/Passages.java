package io.sluice.workflow.tool.retrieval;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.ByteBuffersDirectory;

/** Texts in memory, ranked by BM25 (k1 = 1.2, b = 0.75). Thread-safe. */
final class Passages {

    private static final String TEXT = "text";
    private static final int TERMS_MAX = 200;

    /** @param position of the text, as it was given */
    record Found(int position, double score) {
    }

    private final Analyzer analyzer = new StandardAnalyzer();
    private final IndexSearcher searcher;

    Passages(List<String> texts) {
        try {
            ByteBuffersDirectory memory = new ByteBuffersDirectory();
            // One segment, written in order: a document's number is its position.
            try (IndexWriter writer = new IndexWriter(memory, new IndexWriterConfig(analyzer).setSimilarity(new BM25Similarity()))) {
                for (String text : texts) {
                    Document document = new Document();
                    document.add(new TextField(TEXT, text, Field.Store.NO));
                    writer.addDocument(document);
                }
                writer.forceMerge(1);
            }
            searcher = new IndexSearcher(DirectoryReader.open(memory));
            searcher.setSimilarity(new BM25Similarity());
        } catch (IOException impossible) {
            throw new UncheckedIOException("an index in memory failed", impossible);
        }
    }

    /** The best first; of equal ones the earlier. A question is words: nothing in it is an operator. */
    List<Found> best(String question, int top) {
        try {
            BooleanQuery.Builder query = new BooleanQuery.Builder();
            terms(question).forEach(term -> query.add(new TermQuery(new Term(TEXT, term)), BooleanClause.Occur.SHOULD));
            List<Found> found = new ArrayList<>();
            for (ScoreDoc hit : searcher.search(query.build(), top).scoreDocs) {
                found.add(new Found(hit.doc, hit.score));
            }
            return found;
        } catch (IOException impossible) {
            throw new UncheckedIOException("an index in memory failed", impossible);
        }
    }

    private Set<String> terms(String question) throws IOException {
        Set<String> terms = new LinkedHashSet<>();
        try (TokenStream tokens = analyzer.tokenStream(TEXT, question)) {
            CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
            tokens.reset();
            while (terms.size() < TERMS_MAX && tokens.incrementToken()) {
                terms.add(term.toString());
            }
            tokens.end();
        }
        return terms;
    }
}
