package org.heapgres.planner.types;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.heapgres.planner.textsearch.TsVectors;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.TsVector;
import org.heapgres.storage.value.TsVector.Lexeme;

/** tsvector. */
final class TsVectorCodec extends TypeCodec {
  @Override
  public Object parseText(String text, int typmod, FormatSettings settings) {
    return TsVectors.parse(text);
  }

  /** The bytes up to the next 0. */
  static String string(ByteBuffer bytes) {
    int start = bytes.position();
    do {
      need(bytes, 1);
    } while (bytes.get() != 0);
    byte[] word = new byte[bytes.position() - start - 1];
    bytes.get(start, word);
    return new String(word, StandardCharsets.UTF_8);
  }

  @Override
  public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
    need(bytes, 4);
    int count = bytes.getInt();
    if (count < 0 || count > bytes.remaining() / 3) {
      throw new PgException(SqlState.INTERNAL_ERROR, "invalid size of tsvector");
    }
    TsVectors.Builder builder = new TsVectors.Builder();
    for (int i = 0; i < count; i++) {
      String word = string(bytes);
      need(bytes, 2);
      short[] positions = new short[bytes.getShort() & 0xffff];
      need(bytes, 2 * positions.length);
      for (int p = 0; p < positions.length; p++) {
        positions[p] = bytes.getShort();
      }
      builder.add(word, positions);
    }
    return builder.build();
  }

  @Override
  public String text(Object datum, FormatSettings settings) {
    return TsVectors.text((TsVector) datum);
  }

  @Override
  public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
    TsVector vector = (TsVector) datum;
    out.writeInt(vector.lexemes().size());
    for (Lexeme lexeme : vector.lexemes()) {
      out.writeText(lexeme.word());
      out.writeByte(0);
      out.writeShort(lexeme.positions().length);
      for (short position : lexeme.positions()) {
        out.writeShort(position);
      }
    }
  }

  @Override
  public int compare(Object left, Object right) {
    return ((TsVector) left).compareTo((TsVector) right);
  }

  @Override
  public int hash(Object datum) {
    return datum.hashCode();
  }
}
