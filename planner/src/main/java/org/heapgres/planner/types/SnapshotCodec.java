package org.heapgres.planner.types;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** pg_snapshot and txid_snapshot: a datum is its text, {@code xmin:xmax:xip,xip}. */
public final class SnapshotCodec extends TypeCodec {
  private final String type;

  SnapshotCodec(String type) {
    this.type = type;
  }

  /**
   * The parts of a datum.
   *
   * @param running transactions between the two that had not ended, ascending
   */
  public record Snapshot(long xmin, long xmax, List<Long> running) {
    public Snapshot {
      running = List.copyOf(running);
    }

    @Override
    public String toString() {
      StringBuilder out = new StringBuilder().append(xmin).append(':').append(xmax).append(':');
      for (int i = 0; i < running.size(); i++) {
        out.append(i == 0 ? "" : ",").append(running.get(i));
      }
      return out.toString();
    }
  }

  /** Null for what is no snapshot. */
  public static Snapshot parse(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length != 3) {
      return null;
    }
    try {
      long xmin = Long.parseLong(parts[0]);
      long xmax = Long.parseLong(parts[1]);
      if (xmin <= 0 || xmax < xmin) {
        return null;
      }
      List<Long> running = new ArrayList<>();
      for (String part : parts[2].isEmpty() ? new String[0] : parts[2].split(",", -1)) {
        long id = Long.parseLong(part);
        long before = running.isEmpty() ? xmin : running.getLast();
        if (id < before || id >= xmax) {
          return null;
        }
        if (running.isEmpty() || id != before) {
          running.add(id);
        }
      }
      return new Snapshot(xmin, xmax, running);
    } catch (NumberFormatException _) {
      return null;
    }
  }

  @Override
  public Object parseText(String text, int typmod, FormatSettings settings) {
    Snapshot snapshot = parse(text);
    if (snapshot == null) {
      throw invalidSyntax(type, text);
    }
    return snapshot.toString();
  }

  @Override
  public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
    need(bytes, 20);
    int count = bytes.getInt();
    long xmin = bytes.getLong();
    long xmax = bytes.getLong();
    List<Long> running = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      need(bytes, 8);
      running.add(bytes.getLong());
    }
    return parseText(new Snapshot(xmin, xmax, running).toString(), typmod, settings);
  }

  @Override
  public String text(Object datum, FormatSettings settings) {
    return (String) datum;
  }

  @Override
  public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
    Snapshot snapshot = parse((String) datum);
    out.writeInt(snapshot.running.size());
    out.writeLong(snapshot.xmin);
    out.writeLong(snapshot.xmax);
    snapshot.running.forEach(out::writeLong);
  }

  @Override
  public boolean comparable() {
    return false;
  }

  @Override
  public int compare(Object left, Object right) {
    return ((String) left).compareTo((String) right);
  }

  @Override
  public int hash(Object datum) {
    return datum.hashCode();
  }
}
