package org.heapgres.planner.functions;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Bob Jenkins' lookup3 with PostgreSQL's initial values (hashfn.c). The lower half of a result for
 * seed 0 is the hash of 32 bits.
 */
final class JenkinsHash {
  private static final int INITIAL = 0x9e3779b9 + 3923095;

  private JenkinsHash() {}

  /** Of an integer of 32 bits. */
  static long of(int value, long seed) {
    State state = new State(4, seed);
    state.a += value;
    return state.end();
  }

  static long of(byte[] key, long seed) {
    State state = new State(key.length, seed);
    ByteBuffer in = ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN);
    while (in.remaining() >= 12) {
      state.a += in.getInt();
      state.b += in.getInt();
      state.c += in.getInt();
      state.mix();
    }
    int[] tail = new int[3];
    int at = in.position();
    int left = in.remaining();
    for (int i = 0; i < left; i++) {
      // the lowest byte of the third word is left for the length
      int place = i < 8 ? i : i + 1;
      tail[place / 4] |= (key[at + i] & 0xff) << (8 * (place % 4));
    }
    state.a += tail[0];
    state.b += tail[1];
    state.c += tail[2];
    return state.end();
  }

  private static final class State {
    private int a;
    private int b;
    private int c;

    State(int length, long seed) {
      a = INITIAL + length;
      b = a;
      c = a;
      if (seed != 0) {
        a += (int) (seed >>> 32);
        b += (int) seed;
        mix();
      }
    }

    void mix() {
      a = (a - c) ^ Integer.rotateLeft(c, 4);
      c += b;
      b = (b - a) ^ Integer.rotateLeft(a, 6);
      a += c;
      c = (c - b) ^ Integer.rotateLeft(b, 8);
      b += a;
      a = (a - c) ^ Integer.rotateLeft(c, 16);
      c += b;
      b = (b - a) ^ Integer.rotateLeft(a, 19);
      a += c;
      c = (c - b) ^ Integer.rotateLeft(b, 4);
      b += a;
    }

    long end() {
      c = (c ^ b) - Integer.rotateLeft(b, 14);
      a = (a ^ c) - Integer.rotateLeft(c, 11);
      b = (b ^ a) - Integer.rotateLeft(a, 25);
      c = (c ^ b) - Integer.rotateLeft(b, 16);
      a = (a ^ c) - Integer.rotateLeft(c, 4);
      b = (b ^ a) - Integer.rotateLeft(a, 14);
      c = (c ^ b) - Integer.rotateLeft(b, 24);
      return ((long) b << 32) | (c & 0xffffffffL);
    }
  }
}
