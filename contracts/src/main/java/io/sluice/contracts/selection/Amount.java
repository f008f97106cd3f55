package io.sluice.contracts.selection;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * So many rows; one of the two is there.
 *
 * @param rows  a number
 * @param share of all that there are, 0..1
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Amount(@Nullable Long rows, @Nullable Double share) {

    public static Amount ofRows(long rows) {
        return new Amount(rows, null);
    }

    public static Amount ofShare(double share) {
        return new Amount(null, share);
    }

    /** What is wrong with it, for a person; empty where nothing is. */
    String wrong(long rowsMin, long rowsMax) {
        if ((rows == null) == (share == null)) {
            return "needs either rows or a share";
        }
        if (rows != null && (rows < rowsMin || rows > rowsMax)) {
            return "has to be " + rowsMin + " to " + rowsMax + " rows";
        }
        boolean within = share == null || share >= 0 && share <= 1 && (share > 0 || rowsMin == 0);
        return within ? "" : "has to be a share " + (rowsMin == 0 ? "from 0" : "above 0") + " to 1";
    }
}
