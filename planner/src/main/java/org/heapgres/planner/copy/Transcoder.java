package org.heapgres.planner.copy;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import org.heapgres.planner.types.Encoding;
import org.heapgres.storage.PgException;

/**
 * Turns text in a client's encoding into UTF-8, piece by piece; a character may be cut between two
 * pieces. Not thread-safe.
 */
final class Transcoder {
  private final Encoding encoding;
  private final CharsetDecoder decoder;

  /** The beginning of a character. */
  private byte[] left = {};

  Transcoder(Encoding encoding) {
    this.encoding = encoding;
    decoder = encoding.newDecoder();
  }

  /**
   * @throws PgException 22021 or 22P05, see {@link Encoding#decode(byte[])}
   */
  ByteBuffer utf8(ByteBuffer piece) {
    ByteBuffer in = ByteBuffer.allocate(left.length + piece.remaining());
    in.put(left).put(piece).flip();
    CharBuffer out = CharBuffer.allocate((int) (in.remaining() * decoder.maxCharsPerByte()) + 1);
    check(in, decoder.decode(in, out, false));
    left = new byte[in.remaining()];
    in.get(left);
    return StandardCharsets.UTF_8.encode(out.flip());
  }

  /** Nothing comes any more. */
  void end() {
    ByteBuffer in = ByteBuffer.wrap(left);
    check(in, decoder.decode(in, CharBuffer.allocate(left.length + 1), true));
  }

  private void check(ByteBuffer in, CoderResult result) {
    if (result.isError()) {
      throw encoding.undecodable(in, result);
    }
  }
}
