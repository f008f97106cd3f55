package io.sluice.selection.ranking;

/** At most so many rows of one cluster. Rows of no cluster are not counted. Memory: 16 bytes for each cluster that was met. */
final class Diversity {

    private final GroupColumn clusters;
    private final int atMost;
    private int[] cluster = new int[1 << 8];
    private int[] rows = new int[1 << 8];
    private int met;

    Diversity(GroupColumn clusters, int atMost) {
        this.clusters = clusters;
        this.atMost = atMost;
    }

    boolean takes(long ordinal) {
        int group = clusters.group(ordinal);
        return group == GroupColumn.NONE || rows[slot(group)] < atMost;
    }

    void take(long ordinal) {
        int group = clusters.group(ordinal);
        if (group == GroupColumn.NONE) {
            return;
        }
        int slot = slot(group);
        if (rows[slot]++ == 0) {
            cluster[slot] = group;
            if (++met * 2 > rows.length) {
                grow();
            }
        }
    }

    private int slot(int group) {
        int mask = rows.length - 1;
        int slot = group * 0x9e3779b9 >>> 8 & mask;
        while (rows[slot] != 0 && cluster[slot] != group) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        int[] oldCluster = cluster;
        int[] oldRows = rows;
        cluster = new int[oldRows.length * 2];
        rows = new int[oldRows.length * 2];
        for (int i = 0; i < oldRows.length; i++) {
            if (oldRows[i] != 0) {
                int slot = slot(oldCluster[i]);
                cluster[slot] = oldCluster[i];
                rows[slot] = oldRows[i];
            }
        }
    }
}
