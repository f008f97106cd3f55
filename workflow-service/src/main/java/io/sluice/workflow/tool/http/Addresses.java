package io.sluice.workflow.tool.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Which addresses are public: those that the whole internet reaches in the same way (IANA's registries of special purpose). */
final class Addresses {

    private Addresses() {
    }

    static boolean isPublic(InetAddress address) {
        if (address.isAnyLocalAddress() || address.isLoopbackAddress() || address.isLinkLocalAddress()
                || address.isSiteLocalAddress() || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        return address instanceof Inet6Address ? isPublicSix(bytes) : isPublicFour(bytes);
    }

    private static boolean isPublicFour(byte[] bytes) {
        int a = bytes[0] & 255;
        int b = bytes[1] & 255;
        int c = bytes[2] & 255;
        return !(a == 0 || a >= 240                       // this network; reserved and broadcast
                || a == 100 && b >= 64 && b < 128         // shared address space of providers
                || a == 192 && b == 0 && (c == 0 || c == 2)
                || a == 192 && b == 88 && c == 99
                || a == 198 && (b == 18 || b == 19)       // benchmarks
                || a == 198 && b == 51 && c == 100 || a == 203 && b == 0 && c == 113);
    }

    /** Only global unicast, 2000::/3, and there not what carries an IPv4 address that could be anywhere. */
    private static boolean isPublicSix(byte[] bytes) {
        int first = (bytes[0] & 255) << 8 | bytes[1] & 255;
        int second = (bytes[2] & 255) << 8 | bytes[3] & 255;
        if (first == 0x64 && second == 0xff9b && Arrays.equals(bytes, 4, 12, new byte[8], 0, 8)) {
            return carried(bytes);
        }
        if (first >>> 13 != 1) {
            return false;
        }
        boolean documentation = first == 0x2001 && second == 0xdb8 || first >>> 4 == 0x3ff;
        boolean tunnel = first == 0x2002 || first == 0x2001 && second < 0x200;
        return !documentation && !tunnel;
    }

    /** Behind a translator: the IPv4 address in the last four bytes. */
    private static boolean carried(byte[] bytes) {
        try {
            return isPublic(InetAddress.getByAddress(Arrays.copyOfRange(bytes, 12, 16)));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("four bytes are an address", impossible);
        }
    }

    /** Looks a name up. */
    @FunctionalInterface
    interface Lookup {

        InetAddress[] all(String host) throws UnknownHostException;
    }
}
