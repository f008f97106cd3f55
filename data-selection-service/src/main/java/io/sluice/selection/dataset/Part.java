package io.sluice.selection.dataset;

/** What a stored data set consists of. */
public enum Part {

    /** The records as JSON lines; the set's digest is that of these bytes. */
    ROWS("rows.jsonl"),

    /** Where each shard begins: {@link ShardIndex}. */
    INDEX("index"),

    /** Where each record is: {@link Records}. */
    RECORDS("records"),

    /** On which line each record is, behind the first blank line: {@link LineNumbers}; empty where there is none. */
    LINES("lines"),

    /** One bit for each record, 1,024 bytes for each shard: rows whose id an earlier row has. */
    ASIDE("aside"),

    /** What the set is, as JSON: {@link DataSet}. */
    ABOUT("about.json");

    private final String file;

    Part(String file) {
        this.file = file;
    }

    String file() {
        return file;
    }
}
