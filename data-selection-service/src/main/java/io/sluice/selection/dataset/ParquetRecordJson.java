package io.sluice.selection.dataset;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/**
 * A Parquet record as JSON. Text keeps its bytes as they are, so that what is no UTF-8 is found where lines are read. Fields
 * that are null are left out, and so are columns that no row needs: maps, times, decimals, bytes of fixed length. Old writers don't say of
 * text that it is text, so bytes may be text, too; what is none is left out, unless a row would be made of it.
 */
final class ParquetRecordJson {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /** What rows are made of: damage there is the row's. */
    private static final Set<String> NEEDED = Set.of("text", "prompt", "completion", "instruction", "input", "output", "messages", "id");

    private final OutputStream out;
    private boolean needed;

    ParquetRecordJson(OutputStream out) {
        this.out = out;
    }

    void write(Group record) throws IOException {
        fields(record, true);
    }

    private void fields(Group group, boolean outermost) throws IOException {
        GroupType type = group.getType();
        out.write('{');
        boolean first = true;
        for (int field = 0; field < type.getFieldCount(); field++) {
            Type each = type.getType(field);
            needed = outermost ? NEEDED.contains(each.getName()) : needed;
            if (!readable(each) || group.getFieldRepetitionCount(field) == 0) {
                continue;
            }
            if (!first) {
                out.write(',');
            }
            first = false;
            string(each.getName().getBytes(StandardCharsets.UTF_8));
            out.write(':');
            if (each.isRepetition(Type.Repetition.REPEATED)) {
                array(group, field);
            } else {
                value(group, field, 0);
            }
        }
        out.write('}');
    }

    static boolean readable(Type type) {
        LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
        if (!type.isPrimitive()) {
            return !(meaning instanceof MapLogicalTypeAnnotation);
        }
        return switch (type.asPrimitiveType().getPrimitiveTypeName()) {
            case BINARY -> !(meaning instanceof LogicalTypeAnnotation.DecimalLogicalTypeAnnotation);
            case INT32, INT64 -> meaning == null || meaning instanceof IntLogicalTypeAnnotation;
            case BOOLEAN, FLOAT, DOUBLE -> true;
            case INT96, FIXED_LEN_BYTE_ARRAY -> false;
        };
    }

    private void array(Group group, int field) throws IOException {
        out.write('[');
        for (int i = 0; i < group.getFieldRepetitionCount(field); i++) {
            if (i > 0) {
                out.write(',');
            }
            value(group, field, i);
        }
        out.write(']');
    }

    private void value(Group group, int field, int index) throws IOException {
        Type type = group.getType().getType(field);
        if (type.isPrimitive()) {
            primitive(group, field, index, type.asPrimitiveType());
        } else if (type.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation) {
            list(group.getGroup(field, index));
        } else {
            fields(group.getGroup(field, index), false);
        }
    }

    /** A group of one repeated group of one element, or, as old writers did it, of the repeated element itself. */
    private void list(Group list) throws IOException {
        Type repeated = list.getType().getType(0);
        boolean wrapped = !repeated.isPrimitive() && repeated.asGroupType().getFieldCount() == 1
                && !repeated.getName().equals("array") && !repeated.getName().endsWith("_tuple");
        if (!wrapped) {
            array(list, 0);
            return;
        }
        out.write('[');
        for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
            if (i > 0) {
                out.write(',');
            }
            Group element = list.getGroup(0, i);
            if (element.getFieldRepetitionCount(0) == 0) {
                ascii("null");
            } else {
                value(element, 0, 0);
            }
        }
        out.write(']');
    }

    private void primitive(Group group, int field, int index, PrimitiveType type) throws IOException {
        switch (type.getPrimitiveTypeName()) {
            case BINARY -> bytes(group.getBinary(field, index).getBytesUnsafe(), type.getLogicalTypeAnnotation() == null && !needed);
            case INT32 -> ascii(unsigned(type) ? Integer.toUnsignedString(group.getInteger(field, index))
                    : Integer.toString(group.getInteger(field, index)));
            case INT64 -> ascii(unsigned(type) ? Long.toUnsignedString(group.getLong(field, index)) : Long.toString(group.getLong(field, index)));
            case BOOLEAN -> ascii(Boolean.toString(group.getBoolean(field, index)));
            case FLOAT -> real(group.getFloat(field, index));
            case DOUBLE -> real(group.getDouble(field, index));
            case INT96, FIXED_LEN_BYTE_ARRAY -> ascii("null");
        }
    }

    private static boolean unsigned(PrimitiveType type) {
        return type.getLogicalTypeAnnotation() instanceof IntLogicalTypeAnnotation whole && !whole.isSigned();
    }

    /** @param textOnly whether what is no text is left out */
    private void bytes(byte[] bytes, boolean textOnly) throws IOException {
        if (textOnly && !isText(bytes)) {
            ascii("null");
        } else {
            string(bytes);
        }
    }

    private static boolean isText(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException none) {
            return false;
        }
    }

    private void real(double value) throws IOException {
        ascii(Double.isFinite(value) ? Double.toString(value) : "null");
    }

    private void ascii(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void string(byte[] bytes) throws IOException {
        out.write('"');
        int from = 0;
        for (int i = 0; i < bytes.length; i++) {
            byte b = bytes[i];
            if (b == '"' || b == '\\' || b >= 0 && b < ' ') {
                out.write(bytes, from, i - from);
                escape(b);
                from = i + 1;
            }
        }
        out.write(bytes, from, bytes.length - from);
        out.write('"');
    }

    private void escape(byte b) throws IOException {
        out.write('\\');
        switch (b) {
            case '"', '\\' -> out.write(b);
            case '\n' -> out.write('n');
            case '\t' -> out.write('t');
            case '\r' -> out.write('r');
            default -> out.write(new byte[] {'u', '0', '0', HEX[b >> 4], HEX[b & 15]});
        }
    }
}
