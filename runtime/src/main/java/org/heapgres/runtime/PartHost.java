package org.heapgres.runtime;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.graalvm.polyglot.HostAccess;
import org.heapgres.planner.LanguageContext;
import org.heapgres.storage.Database;
import org.heapgres.storage.object.HeapValue;
import org.heapgres.storage.object.Parts;

/** Objects that are more than one record, to Python: big containers, queues, counters, sets. */
public final class PartHost {
  private final Host host;

  PartHost(Host host) {
    this.host = host;
  }

  private Parts parts() {
    return host.objects().parts();
  }

  private String tokens(HeapValue value) {
    return value == null ? null : Tokens.write(value, host.objects());
  }

  private HeapValue value(String tokens) {
    return tokens == null ? null : new Tokens.Reader(tokens, host.objects()).value();
  }

  @HostAccess.Export
  public String at(long oid, long number) {
    return host.guarded(() -> tokens(parts().at(oid, number)));
  }

  @HostAccess.Export
  public String named(long oid, String name) {
    return host.guarded(() -> tokens(parts().named(oid, name)));
  }

  /** Numbers and tokens, one after the other, of at most {@code most} parts. */
  @HostAccess.Export
  public Object[] range(long oid, long from, long to, boolean reverse, int most) {
    return host.guarded(
        () -> {
          List<Object> found = new ArrayList<>();
          Iterator<Parts.Numbered> parts = parts().numbered(oid, from, to, reverse);
          while (found.size() < 2 * most && parts.hasNext()) {
            Parts.Numbered part = parts.next();
            found.add(part.number());
            found.add(tokens(part.value()));
          }
          return found.toArray();
        });
  }

  /** The numbered part that a named one tells the number of: its number and tokens; or null. */
  @HostAccess.Export
  public Object[] pair(long oid, String name) {
    return host.guarded(
        () ->
            parts().named(oid, name) instanceof HeapValue.Int(long number)
                ? new Object[] {number, tokens(parts().at(oid, number))}
                : null);
  }

  /**
   * Writes numbers and names, each followed by the tokens of its part, or of None to remove it.
   *
   * @param fresh whether nothing has been stored of the object before
   */
  @HostAccess.Export
  public void write(long oid, String changes, boolean fresh) {
    host.guarded(
        () -> {
          Tokens.Reader reader = new Tokens.Reader(changes, host.objects());
          while (reader.hasNext()) {
            HeapValue place = reader.value();
            HeapValue given = reader.value();
            HeapValue value = given instanceof HeapValue.None ? null : given;
            host.roots().changePart(oid, value);
            switch (place) {
              case HeapValue.Int(long number) when fresh -> parts().putNew(oid, number, value);
              case HeapValue.Int(long number) -> parts().put(oid, number, value);
              case HeapValue.Text(String name) when fresh -> parts().putNew(oid, name, value);
              case HeapValue.Text(String name) -> parts().put(oid, name, value);
              default -> throw new IllegalStateException("a part at " + place);
            }
          }
          return null;
        });
  }

  /** The tokens of all named parts, a batch at each call of {@link #next}. */
  @HostAccess.Export
  public Names names(long oid) {
    return host.guarded(() -> new Names(parts().named(oid)));
  }

  /** Named parts yet to come. */
  record Names(Iterator<HeapValue> values) {}

  /** Empty at the end. */
  @HostAccess.Export
  public Object[] next(Names names, int most) {
    return host.guarded(
        () -> {
          List<Object> found = new ArrayList<>();
          while (found.size() < most && names.values.hasNext()) {
            found.add(tokens(names.values.next()));
          }
          return found.toArray();
        });
  }

  /** Its messages reach others when the transaction commits. */
  @HostAccess.Export
  public void push(long oid, String tokens) {
    host.guarded(
        () -> {
          HeapValue message = value(tokens);
          host.roots().changePart(oid, message);
          parts().push(oid, message);
          tellWaiting(oid);
          return null;
        });
  }

  /** Waits that many seconds for a message; null for none. */
  @HostAccess.Export
  public String pop(long oid, double seconds) {
    return host.guarded(
        () -> {
          host.roots().changePart(oid, null);
          return tokens(popped(oid, seconds));
        });
  }

  private HeapValue popped(long oid, double seconds) {
    LanguageContext session = host.session();
    long deadline = System.nanoTime() + (long) (Math.min(seconds, 1e8) * 1e9);
    QueueSignals signals = QueueSignals.of(database());
    for (boolean waited = false; ; waited = true) {
      long heard = signals.heard(oid);
      HeapValue message = parts().pop(oid);
      if (message != null) {
        if (waited) {
          // the message may speak of objects that were made meanwhile
          session.transaction().renewSnapshot();
        }
        tellWaiting(oid);
        return message;
      }
      if (!signals.await(oid, heard, deadline, session::checkCancel)) {
        return null;
      }
    }
  }

  /** At the end, which brings messages, or brings back those that were taken. */
  private void tellWaiting(long oid) {
    QueueSignals signals = QueueSignals.of(database());
    host.session().afterEnd(() -> signals.raise(oid));
  }

  private Database database() {
    return host.session().transaction().database();
  }

  @HostAccess.Export
  public long length(long oid) {
    return host.guarded(() -> parts().length(oid));
  }

  /** {@code amount} is an integer of any size. */
  @HostAccess.Export
  public void add(long oid, String amount) {
    host.guarded(
        () -> {
          host.roots().changePart(oid, null);
          parts().add(oid, new BigInteger(amount));
          return null;
        });
  }

  @HostAccess.Export
  public String total(long oid) {
    return host.guarded(() -> parts().total(oid).toString());
  }

  /** {@code tokens} null takes the element out. */
  @HostAccess.Export
  public void settle(long oid, String name, String tokens) {
    host.guarded(
        () -> {
          HeapValue element = value(tokens);
          host.roots().changePart(oid, element);
          parts().settle(oid, name, element);
          return null;
        });
  }

  @HostAccess.Export
  public boolean has(long oid, String name) {
    return host.guarded(() -> parts().has(oid, name));
  }
}
