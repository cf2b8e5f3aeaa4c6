package org.heapgres.planner.statistics;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.heapgres.planner.types.FormatSettings;

/**
 * The most common combinations of a statistics object as a value of type pg_mcv_list, which says no
 * more of them than their texts, for pg_mcv_list_items to read. Immutable.
 */
public record CommonList(List<Item> items) {
  /** {@code values} with null for NULL. */
  public record Item(List<String> values, double frequency, double baseFrequency) {}

  /** Null where there are none. */
  public static CommonList of(ExtendedValues known, FormatSettings settings) {
    if (known.common().isEmpty()) {
      return null;
    }
    List<Item> items = new ArrayList<>();
    for (ExtendedValues.Common common : known.common()) {
      String[] texts = new String[common.values().length];
      for (int i = 0; i < texts.length; i++) {
        Object value = common.values()[i];
        texts[i] = value == null ? null : known.types().get(i).text(value, settings);
      }
      items.add(new Item(Arrays.asList(texts), common.frequency(), common.baseFrequency()));
    }
    return new CommonList(List.copyOf(items));
  }

  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(items.size());
      for (Item item : items) {
        out.writeDouble(item.frequency);
        out.writeDouble(item.baseFrequency);
        out.writeInt(item.values.size());
        for (String value : item.values) {
          out.writeBoolean(value == null);
          out.writeUTF(value == null ? "" : value);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  public static CommonList of(byte[] bytes) {
    List<Item> items = new ArrayList<>();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      for (int left = in.readInt(); left > 0; left--) {
        double frequency = in.readDouble();
        double baseFrequency = in.readDouble();
        String[] values = new String[in.readInt()];
        for (int i = 0; i < values.length; i++) {
          boolean isNull = in.readBoolean();
          String text = in.readUTF();
          values[i] = isNull ? null : text;
        }
        items.add(new Item(Arrays.asList(values), frequency, baseFrequency));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new CommonList(List.copyOf(items));
  }
}
