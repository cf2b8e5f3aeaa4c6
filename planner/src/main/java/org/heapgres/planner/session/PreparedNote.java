package org.heapgres.planner.session;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.catalog.CatalogCodec;
import org.heapgres.planner.catalog.CatalogObject;
import org.heapgres.planner.catalog.Sequence;
import org.heapgres.planner.ddl.SequenceRestart;

/**
 * What is kept with a prepared transaction beside its writes.
 *
 * @param owner oid of the role that prepared it
 * @param preparedAt microseconds since 2000-01-01 UTC
 * @param changes of the catalog, to be published when it commits; its writes hold their records
 * @param restarts of sequences, to be carried out then
 */
record PreparedNote(
    int owner, long preparedAt, List<CatalogChange> changes, List<SequenceRestart> restarts) {
  PreparedNote {
    changes = List.copyOf(changes);
    restarts = List.copyOf(restarts);
  }

  byte[] encode() {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeInt(owner);
      out.writeLong(preparedAt);
      out.writeInt(changes.size());
      for (CatalogChange change : changes) {
        out.writeBoolean(change instanceof CatalogChange.Put);
        write(out, change.object());
      }
      out.writeInt(restarts.size());
      for (SequenceRestart restart : restarts) {
        write(out, restart.sequence());
        out.writeLong(restart.value());
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(DataOutputStream out, CatalogObject object) throws IOException {
    byte[] key = CatalogCodec.key(object);
    byte[] value = CatalogCodec.encode(object);
    out.writeInt(key.length);
    out.write(key);
    out.writeInt(value.length);
    out.write(value);
  }

  static PreparedNote decode(byte[] note, Sequences sequences) {
    try {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(note));
      int owner = in.readInt();
      long preparedAt = in.readLong();
      List<CatalogChange> changes = new ArrayList<>();
      for (int count = in.readInt(); count > 0; count--) {
        boolean put = in.readBoolean();
        CatalogObject object = read(in);
        changes.add(put ? new CatalogChange.Put(object) : new CatalogChange.Remove(object));
      }
      List<SequenceRestart> restarts = new ArrayList<>();
      for (int count = in.readInt(); count > 0; count--) {
        Sequence sequence = (Sequence) read(in);
        restarts.add(new SequenceRestart(sequences, sequence, in.readLong()));
      }
      return new PreparedNote(owner, preparedAt, changes, restarts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CatalogObject read(DataInputStream in) throws IOException {
    byte[] key = in.readNBytes(in.readInt());
    byte[] value = in.readNBytes(in.readInt());
    return CatalogCodec.decode(key, value);
  }
}
