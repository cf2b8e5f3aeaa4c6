package org.heapgres.planner.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.row.RowLayout;
import org.heapgres.storage.row.ValueType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class CatalogCodecTest {
  @Test
  void everyKindOfRecordComesBackAsItWas() {
    roundTrip(new Schema(2200, "public", 10, "standard"));
    roundTrip(new Role(10, "r", true, true, false, false, true, false, false, -1, "S", 5L, null));
    roundTrip(new DatabaseEntry(5, "d", 10, 5, false, true, -1, null));
    roundTrip(
        new FunctionEntry(
            20000,
            2200,
            "f",
            10,
            'f',
            List.of(new FunctionEntry.Argument("a", 'i', 23, "1")),
            25,
            false,
            "py",
            new FunctionEntry.Body("a", null, List.of("public")),
            new FunctionEntry.Attributes(
                'v', false, false, false, 'u', 100, 0, Map.of("work_mem", "1MB")),
            null));
    roundTrip(table());
    roundTrip(
        new Sequence(
            5,
            2200,
            "s",
            10,
            Types.INT8,
            1,
            1,
            1,
            Long.MAX_VALUE,
            1,
            false,
            0,
            0,
            true,
            List.of(Column.of(1, "last_value", Types.INT8)),
            null));
    roundTrip(
        new View(
            6,
            2200,
            "v",
            10,
            0,
            0,
            List.of(Column.of(1, "a", Types.TEXT)),
            "SELECT 'a'",
            List.of("public"),
            List.of(7),
            null,
            Map.of()));
  }

  private static Table table() {
    Column id = Column.of(1, "id", Types.INT4, -1, true);
    Column name =
        Column.of(2, "name", Types.VARCHAR, 14, false).withDefault("'x'").withMissing("x");
    Index key =
        new Index(
            11,
            2200,
            "t_pkey",
            10,
            10,
            10,
            List.of(new Index.Key(1, null, false, false)),
            List.of(),
            true,
            true,
            false,
            null,
            "btree",
            true,
            List.of(id),
            null,
            false);
    return new Table(
        10,
        2200,
        "t",
        10,
        Table.Persistence.PERMANENT,
        12,
        10,
        List.of(id, name),
        2,
        List.of(RowLayout.of(1, ValueType.INT4), RowLayout.of(2, ValueType.INT4, ValueType.TEXT)),
        List.of(key),
        List.of(
            new Constraint.Key(13, "t_pkey", true, List.of(1), 11, false, false, List.of()),
            new Constraint.Check(14, "t_check", "id > 0", List.of(1), true, false, false),
            new Constraint.NotNull(16, "t_id_not_null", 1, false, false, true),
            new Constraint.ForeignKey(
                15,
                "t_fk",
                List.of(1),
                10,
                List.of(1),
                11,
                Constraint.Action.CASCADE,
                Constraint.Action.NO_ACTION,
                List.of(),
                false,
                false,
                false,
                true,
                false)),
        Map.of("fillfactor", "100"),
        null);
  }

  /** Whatever components there are, none is forgotten, and none is taken for another. */
  @ParameterizedTest
  @MethodSource("recordTypes")
  void everyComponentComesBack(Class<?> type) {
    RecordSamples samples = new RecordSamples();
    for (int i = 0; i < 20; i++) {
      roundTrip((CatalogObject) samples.of(type));
    }
  }

  static List<Class<?>> recordTypes() {
    List<Class<?>> types = new ArrayList<>();
    addTypes(CatalogObject.class, types);
    // A part of its table, and nothing that is stored.
    types.removeAll(List.of(Index.class, ComputedRelation.class));
    return types;
  }

  private static void addTypes(Class<?> type, List<Class<?>> into) {
    if (type.isRecord()) {
      into.add(type);
    } else {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        addTypes(permitted, into);
      }
    }
  }

  @Test
  void componentsThatWereAddedLaterAreEmpty() {
    byte[] stored = CatalogCodec.encode(new Schema(2200, "public", 10, null));
    byte[] older = Arrays.copyOf(stored, stored.length - 1);
    older[0]--;
    Schema read = (Schema) CatalogCodec.decode(CatalogCodec.key(new Schema(1, "", 1, null)), older);
    assertEquals(new Schema(2200, "public", 10, null), read);
  }

  @Test
  void whatIsNoRecordIsReported() {
    byte[] key = CatalogCodec.key(table());
    byte[] stored = CatalogCodec.encode(table());
    byte[] cut = Arrays.copyOf(stored, stored.length - 1);
    assertEquals(
        SqlState.DATA_CORRUPTED,
        assertThrows(PgException.class, () -> CatalogCodec.decode(key, cut)).state());
  }

  private static void roundTrip(CatalogObject object) {
    CatalogObject read = CatalogCodec.decode(CatalogCodec.key(object), CatalogCodec.encode(object));
    assertEquals(object, read);
  }
}
