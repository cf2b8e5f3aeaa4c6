package org.heapgres.wire.internal.message;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** Strict reading of client text, the only encoding there is. */
public final class Utf8 {
  private static final char REPLACEMENT = '\ufffd';

  private Utf8() {}

  /** Fails with 22021 on anything that is not UTF-8, and on a zero byte. */
  public static String decode(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.indexOf('\0') >= 0) {
      throw invalid(bytes, text.indexOf('\0'), 1);
    }
    if (text.indexOf(REPLACEMENT) >= 0) {
      check(bytes);
    }
    return text;
  }

  private static void check(byte[] bytes) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CoderResult result = decoder.decode(in, CharBuffer.allocate(bytes.length), true);
    if (result.isError()) {
      throw invalid(bytes, in.position(), sequenceLength(bytes[in.position()]));
    }
  }

  private static int sequenceLength(byte first) {
    if ((first & 0xe0) == 0xc0) {
      return 2;
    }
    if ((first & 0xf0) == 0xe0) {
      return 3;
    }
    return (first & 0xf8) == 0xf0 ? 4 : 1;
  }

  private static PgException invalid(byte[] bytes, int from, int length) {
    StringBuilder shown = new StringBuilder();
    for (int i = from; i < Math.min(from + length, bytes.length); i++) {
      shown.append(String.format(" 0x%02x", bytes[i]));
    }
    return new PgException(
        SqlState.CHARACTER_NOT_IN_REPERTOIRE,
        "invalid byte sequence for encoding \"UTF8\":" + shown);
  }
}
