package org.heapgres.wire.internal.hba;

import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;

/** The hosts that a rule is for. Immutable. */
sealed interface Hosts {
  boolean contain(InetAddress client);

  /** Whether it takes a look-up of names, which may wait. */
  default boolean resolves() {
    return false;
  }

  record All() implements Hosts {
    @Override
    public boolean contain(InetAddress client) {
      return true;
    }
  }

  /** Any of the server's own addresses. */
  record SameHost() implements Hosts {
    @Override
    public boolean contain(InetAddress client) {
      try {
        return client.isLoopbackAddress() || NetworkInterface.getByInetAddress(client) != null;
      } catch (SocketException e) {
        return false;
      }
    }
  }

  /** Any address in a network that the server has an interface to. */
  record SameNet() implements Hosts {
    @Override
    public boolean contain(InetAddress client) {
      try {
        for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
          for (InterfaceAddress own : each.getInterfaceAddresses()) {
            byte[] address = own.getAddress().getAddress();
            byte[] mask = mask(address.length, own.getNetworkPrefixLength());
            if (new Network(masked(address, mask), mask).contain(client)) {
              return true;
            }
          }
        }
        return false;
      } catch (SocketException e) {
        return false;
      }
    }
  }

  @SuppressWarnings("ArrayRecordComponent")
  record Network(byte[] base, byte[] mask) implements Hosts {
    @Override
    public boolean contain(InetAddress client) {
      byte[] address = client.getAddress();
      return address.length == base.length && Arrays.equals(masked(address, mask), base);
    }
  }

  /**
   * The host whose name the client's address has, and whose addresses that is one of; with a dot in
   * front, any host of the domain.
   */
  record Named(String name) implements Hosts {
    @Override
    public boolean contain(InetAddress client) {
      String found = client.getCanonicalHostName().toLowerCase(Locale.ROOT);
      String wanted = name.toLowerCase(Locale.ROOT);
      boolean named = wanted.startsWith(".") ? found.endsWith(wanted) : found.equals(wanted);
      if (!named && !(client.isLoopbackAddress() && wanted.equals("localhost"))) {
        return false;
      }
      try {
        return Arrays.asList(InetAddress.getAllByName(named ? found : wanted)).contains(client);
      } catch (UnknownHostException e) {
        return false;
      }
    }

    @Override
    public boolean resolves() {
      return true;
    }
  }

  static byte[] mask(int length, int bits) {
    byte[] mask = new byte[length];
    for (int i = 0; i < length; i++) {
      int here = Math.clamp(bits - 8L * i, 0, 8);
      mask[i] = (byte) (0xff << (8 - here));
    }
    return mask;
  }

  static byte[] masked(byte[] address, byte[] mask) {
    byte[] result = new byte[address.length];
    for (int i = 0; i < address.length; i++) {
      result[i] = (byte) (address[i] & mask[i]);
    }
    return result;
  }
}
