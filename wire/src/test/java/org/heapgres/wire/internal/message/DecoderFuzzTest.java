package org.heapgres.wire.internal.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import java.util.Random;
import org.heapgres.storage.PgException.Severity;
import org.heapgres.wire.internal.message.FrontendDecoder.Phase;
import org.heapgres.wire.internal.message.FrontendMessage.Malformed;
import org.junit.jupiter.api.Test;

/**
 * Messages that are nearly right: each of its type's shape, with counts, lengths and ends that are
 * wrong now and then, cut anywhere. Nothing but a message or an error in its place may come out,
 * and no buffer may stay behind. {@code -Dfuzz.messages} and {@code -Dfuzz.seed} say how many and
 * which.
 */
final class DecoderFuzzTest {
  private static final int MESSAGES = Integer.getInteger("fuzz.messages", 100_000);
  private static final long SEED = Long.getLong("fuzz.seed", 1);
  private static final int MESSAGES_PER_STREAM = 100;
  private static final int[] LENGTHS = {-2, -1, 0, 1, 3, 4, 255, 65_535, Integer.MAX_VALUE};
  private static final List<Phase> PHASES =
      List.of(Phase.STARTUP, Phase.AUTHENTICATION, Phase.SESSION);
  private static final FrontendType[] TYPES = FrontendType.values();

  private final Random random = new Random(SEED);
  private long decoded;
  private long refused;

  @Test
  void everythingIsAMessageOrAnError() {
    PooledByteBufAllocator allocator = new PooledByteBufAllocator(false);
    for (int sent = 0; sent < MESSAGES; sent += MESSAGES_PER_STREAM) {
      stream(allocator);
    }
    assertTrue(decoded > MESSAGES / 10, "only " + decoded + " messages could be read");
    assertTrue(refused > MESSAGES / 1000, "only " + refused + " messages were refused");
    assertEquals(
        0, allocator.metric().heapArenas().stream().mapToLong(a -> a.numActiveAllocations()).sum());
  }

  private void stream(PooledByteBufAllocator allocator) {
    FrontendDecoder decoder = new FrontendDecoder();
    EmbeddedChannel channel = new EmbeddedChannel(decoder);
    Phase phase = PHASES.get(random.nextInt(PHASES.size()));
    decoder.enter(phase);
    ByteBuf all = allocator.heapBuffer();
    try {
      for (int i = 0; i < MESSAGES_PER_STREAM; i++) {
        if (phase == Phase.STARTUP) {
          startup(all);
        } else {
          message(all);
        }
      }
      while (all.isReadable()) {
        int piece = Math.min(all.readableBytes(), 1 + random.nextInt(400));
        channel.writeInbound(all.readBytes(piece));
        drain(channel);
      }
    } finally {
      all.release();
    }
    channel.finishAndReleaseAll();
    assertFalse(channel.isOpen());
  }

  private void drain(EmbeddedChannel channel) {
    for (Object out = channel.readInbound(); out != null; out = channel.readInbound()) {
      if (out instanceof Malformed malformed) {
        assertNotNull(malformed.error().state());
        assertFalse(malformed.error().getMessage().isEmpty());
        assertTrue(malformed.type() != null || malformed.error().severity() == Severity.FATAL);
        refused++;
      } else {
        assertTrue(((FrontendMessage) out).weight() >= 0);
        decoded++;
      }
    }
  }

  private void startup(ByteBuf out) {
    int start = out.writerIndex();
    out.writeInt(0);
    out.writeInt(
        switch (random.nextInt(8)) {
          case 0 -> 80877102 + random.nextInt(3);
          case 1 -> random.nextInt();
          case 2 -> 3 << 16 | random.nextInt(4);
          default -> 3 << 16;
        });
    for (int i = random.nextInt(5); i >= 0; i--) {
      string(out);
    }
    if (chance(9)) {
      out.writeByte(0);
    }
    length(out, start, start);
  }

  private void message(ByteBuf out) {
    FrontendType type = TYPES[random.nextInt(TYPES.length)];
    out.writeByte(chance(50) ? random.nextInt() : code(type));
    int start = out.writerIndex();
    out.writeInt(0);
    switch (type) {
      case BIND -> {
        string(out);
        string(out);
        shorts(out);
        values(out);
        shorts(out);
      }
      case PARSE -> {
        string(out);
        string(out);
        int count = count(out);
        for (int i = 0; i < count; i++) {
          out.writeInt(random.nextInt(4000));
        }
      }
      case DESCRIBE, CLOSE -> {
        out.writeByte("SPX".charAt(random.nextInt(3)));
        string(out);
      }
      case EXECUTE -> {
        string(out);
        out.writeInt(random.nextInt());
      }
      case QUERY, COPY_FAIL -> string(out);
      case FUNCTION_CALL -> {
        out.writeInt(random.nextInt(4000));
        shorts(out);
        values(out);
        out.writeShort(random.nextInt(3));
      }
      case AUTHENTICATION_RESPONSE -> {
        string(out);
        out.writeInt(LENGTHS[random.nextInt(LENGTHS.length)]);
        bytes(out, random.nextInt(40));
      }
      case COPY_DATA -> bytes(out, random.nextInt(300));
      case COPY_DONE, FLUSH, SYNC, TERMINATE -> {}
    }
    if (chance(12)) {
      bytes(out, 1 + random.nextInt(6));
    }
    if (chance(12) && out.writerIndex() > start + Integer.BYTES) {
      out.writerIndex(out.writerIndex() - 1);
    }
    length(out, start, start);
  }

  private static int code(FrontendType type) {
    for (int code = 0; code < 128; code++) {
      if (FrontendType.of((byte) code) == type) {
        return code;
      }
    }
    throw new IllegalArgumentException(type.toString());
  }

  /** Right most of the time: a wrong one is the end of what can be told apart. */
  private void length(ByteBuf out, int at, int from) {
    out.setInt(
        at, chance(200) ? LENGTHS[random.nextInt(LENGTHS.length)] : out.writerIndex() - from);
  }

  private boolean chance(int in) {
    return random.nextInt(in) == 0;
  }

  private int count(ByteBuf out) {
    int count = random.nextInt(4);
    out.writeShort(chance(10) ? random.nextInt(70_000) : count);
    return count;
  }

  private void shorts(ByteBuf out) {
    int count = count(out);
    for (int i = 0; i < count; i++) {
      out.writeShort(random.nextInt(3));
    }
  }

  private void values(ByteBuf out) {
    int count = count(out);
    for (int i = 0; i < count; i++) {
      int length = random.nextInt(20);
      out.writeInt(chance(10) ? LENGTHS[random.nextInt(LENGTHS.length)] : length);
      bytes(out, length);
    }
  }

  private void bytes(ByteBuf out, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    out.writeBytes(bytes);
  }

  private void string(ByteBuf out) {
    int length = random.nextInt(chance(20) ? 2000 : 12);
    for (int i = 0; i < length; i++) {
      out.writeByte(chance(40) ? random.nextInt() : 'a' + random.nextInt(26));
    }
    if (!chance(30)) {
      out.writeByte(0);
    }
  }
}
