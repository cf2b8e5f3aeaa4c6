package org.heapgres.planner.types;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Datums;
import org.heapgres.storage.value.PgArray;
import org.heapgres.storage.value.PgRange;

/**
 * A multirange type: an array of ranges (PgArray), in order, none empty, none touching another;
 * order and equality are the array's.
 */
public final class MultirangeCodec extends TypeCodec {
  private final int rangeOid;

  MultirangeCodec(int rangeOid) {
    this.rangeOid = rangeOid;
  }

  public int rangeOid() {
    return rangeOid;
  }

  private RangeCodec range(FormatSettings settings) {
    PgType range = settings.environment().types().type(rangeOid);
    return (RangeCodec) (range != null ? range : Types.REGISTRY.require(rangeOid)).codec();
  }

  /** The union of any ranges. */
  public PgArray of(List<PgRange> ranges) {
    List<PgRange> sorted = new ArrayList<>(ranges);
    sorted.removeIf(PgRange::empty);
    sorted.sort(null);
    List<PgRange> merged = new ArrayList<>();
    for (PgRange next : sorted) {
      PgRange last = merged.isEmpty() ? null : merged.getLast();
      if (last == null || !touches(last, next)) {
        merged.add(next);
      } else if (PgRange.compareUpper(last, next) < 0) {
        merged.set(
            merged.size() - 1,
            new PgRange(
                false, last.lower(), last.lowerInclusive(), next.upper(), next.upperInclusive()));
      }
    }
    return PgArray.of(rangeOid, merged);
  }

  /** Whether nothing lies between the end of the first and the start of the second. */
  private static boolean touches(PgRange first, PgRange second) {
    int order = PgRange.compareLowerToUpper(second, first);
    return order <= 0
        || (second.lowerInclusive() != first.upperInclusive()
            && second.lower() != null
            && Datums.compare(second.lower(), first.upper()) == 0);
  }

  @Override
  public Object parseText(String text, int typmod, FormatSettings settings) {
    RangeCodec codec = range(settings);
    PgType element = settings.environment().types().require(codec.elementOid());
    List<PgRange> ranges = new ArrayList<>();
    int at = skipSpace(text, 0);
    if (at >= text.length() || text.charAt(at) != '{') {
      throw malformed(text, "Missing left brace.");
    }
    at = skipSpace(text, at + 1);
    boolean first = true;
    while (at < text.length() && text.charAt(at) != '}') {
      if (!first) {
        if (text.charAt(at) != ',') {
          throw malformed(text, "Expected comma or end of multirange.");
        }
        at = skipSpace(text, at + 1);
      }
      if (at >= text.length()
          || ("[(".indexOf(text.charAt(at)) < 0 && !text.regionMatches(true, at, "empty", 0, 5))) {
        throw malformed(text, "Expected range start.");
      }
      RangeCodec.Parser parser = codec.new Parser(text, at, element, settings);
      try {
        ranges.add(parser.range());
      } catch (PgException e) {
        if (e.getMessage().startsWith("malformed range literal")) {
          throw malformed(text, e.detail().orElseThrow());
        }
        throw e;
      }
      at = skipSpace(text, parser.position());
      first = false;
    }
    if (at >= text.length()) {
      throw malformed(text, "Unexpected end of input.");
    }
    if (skipSpace(text, at + 1) < text.length()) {
      throw malformed(text, "Junk after closing right brace.");
    }
    return of(ranges);
  }

  private static int skipSpace(String text, int from) {
    int at = from;
    while (at < text.length() && IntegerCodecs.isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static PgException malformed(String text, String detail) {
    return new PgException(
            SqlState.INVALID_TEXT_REPRESENTATION, "malformed multirange literal: \"" + text + "\"")
        .withDetail(detail);
  }

  @Override
  public String text(Object datum, FormatSettings settings) {
    RangeCodec codec = range(settings);
    StringBuilder out = new StringBuilder("{");
    for (Object range : ((PgArray) datum).elements()) {
      if (out.length() > 1) {
        out.append(',');
      }
      codec.append((PgRange) range, settings, out);
    }
    return out.append('}').toString();
  }

  @Override
  public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
    need(bytes, 4);
    int count = bytes.getInt();
    PgType range = settings.environment().types().require(rangeOid);
    List<PgRange> ranges = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ranges.add((PgRange) ArrayCodec.readValue(bytes, range, -1, settings));
    }
    return of(ranges);
  }

  @Override
  public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
    PgArray ranges = (PgArray) datum;
    PgType range = settings.environment().types().require(rangeOid);
    out.writeInt(ranges.size());
    for (Object element : ranges.elements()) {
      ArrayCodec.writeValue(element, range, settings, out);
    }
  }

  @Override
  public int compare(Object left, Object right) {
    return ((PgArray) left).compareTo((PgArray) right);
  }

  @Override
  public int hash(Object datum) {
    return datum.hashCode();
  }
}
