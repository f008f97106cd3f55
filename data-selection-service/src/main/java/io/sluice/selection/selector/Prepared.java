package io.sluice.selection.selector;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * All that a scorer is made of. As bytes it is the same for the same selector, settings, seed, target and pool, so that it
 * can be stored by digest.
 *
 * @param version of the state
 * @param state   the selector's own
 */
public record Prepared(String selector, int version, Settings settings, long seed, byte[] state) {

    private static final int MAGIC = 0x534c5053;
    private static final int FORMAT = 1;

    /** Magic, format, selector, version, seed, settings, state, and a checksum of all that. */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(state.length + 256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeInt(FORMAT);
            out.writeUTF(selector);
            out.writeInt(version);
            out.writeLong(seed);
            out.writeInt(settings.values().size());
            for (Map.Entry<String, Object> each : settings.values().entrySet()) {
                out.writeUTF(each.getKey());
                out.writeBoolean(each.getValue() instanceof Double);
                if (each.getValue() instanceof Double number) {
                    out.writeDouble(number);
                } else {
                    out.writeUTF((String) each.getValue());
                }
            }
            out.writeInt(state.length);
            out.write(state);
            CRC32C sum = new CRC32C();
            sum.update(bytes.toByteArray());
            out.writeLong(sum.getValue());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @throws SelectorException where the bytes are no prepared state, or not all of it */
    public static Prepared read(byte[] bytes) throws SelectorException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readInt() != MAGIC || in.readInt() != FORMAT) {
                throw SelectorException.prepared("no prepared state of a selector");
            }
            CRC32C sum = new CRC32C();
            sum.update(bytes, 0, bytes.length - Long.BYTES);
            Prepared prepared = body(in);
            if (in.readLong() != sum.getValue() || in.available() > 0) {
                throw SelectorException.prepared("the prepared state is damaged");
            }
            return prepared;
        } catch (IOException e) {
            throw SelectorException.prepared("the prepared state is damaged");
        }
    }

    private static Prepared body(DataInputStream in) throws IOException {
        String selector = in.readUTF();
        int version = in.readInt();
        long seed = in.readLong();
        SortedMap<String, Object> values = new TreeMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            String name = in.readUTF();
            values.put(name, in.readBoolean() ? (Object) in.readDouble() : in.readUTF());
        }
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("length " + length);
        }
        return new Prepared(selector, version, new Settings(values), seed, in.readNBytes(length));
    }

    /** This state, where it is of that selector and version. */
    public Prepared of(Selector wanted) throws SelectorException {
        if (!selector.equals(wanted.name()) || version != wanted.version()) {
            throw SelectorException.prepared("state of " + selector + " version " + version + " where " + wanted.name() + " version "
                    + wanted.version() + " was wanted");
        }
        return this;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Prepared that && Arrays.equals(toBytes(), that.toBytes());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(toBytes());
    }

    @Override
    public String toString() {
        return "Prepared[" + selector + " " + settings.values() + ", " + state.length + " bytes]";
    }
}
