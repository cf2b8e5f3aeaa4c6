package org.heapgres.planner.ddl;

import java.util.List;
import java.util.Map;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Sequence;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Options;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.TypeLookup;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** The options of CREATE and ALTER SEQUENCE, and of identity columns. */
final class SequenceOptions {
  private static final Map<Integer, long[]> BOUNDS =
      Map.of(
          Types.INT2.oid(), new long[] {Short.MIN_VALUE, Short.MAX_VALUE},
          Types.INT4.oid(), new long[] {Integer.MIN_VALUE, Integer.MAX_VALUE},
          Types.INT8.oid(), new long[] {Long.MIN_VALUE, Long.MAX_VALUE});

  static final List<Column> COLUMNS =
      List.of(
          Column.of(1, "last_value", Types.INT8, -1, true),
          Column.of(2, "log_cnt", Types.INT8, -1, true),
          Column.of(3, "is_called", Types.BOOL, -1, true));

  private final Session session;
  private PgType type = Types.INT8;
  private Long start;
  private Long increment;
  private Long minimum;
  private Long maximum;
  private boolean minimumGiven;
  private boolean maximumGiven;
  private Long cache;
  private Boolean cycle;
  private List<String> ownedBy;
  private boolean restart;
  private Long restartWith;
  private String name;

  private SequenceOptions(Session session) {
    this.session = session;
  }

  static SequenceOptions read(Session session, List<DefElem> options, PgType defaultType) {
    SequenceOptions result = new SequenceOptions(session);
    result.type = defaultType;
    for (DefElem option : options) {
      result.read(option);
    }
    return result;
  }

  /** SEQUENCE NAME of an identity column; null for none. */
  String name() {
    return name;
  }

  private void read(DefElem option) {
    switch (option.defname()) {
      case "as" -> {
        type = TypeLookup.type(session, (TypeName) option.arg());
        if (!BOUNDS.containsKey(type.oid())) {
          throw new PgException(
              SqlState.INVALID_PARAMETER_VALUE,
              "sequence type must be smallint, integer, or bigint");
        }
      }
      case "start" -> start = Options.number(option);
      case "increment" -> increment = Options.number(option);
      case "minvalue" -> {
        minimumGiven = true;
        minimum = option.arg() == null ? null : (Long) Options.number(option);
      }
      case "maxvalue" -> {
        maximumGiven = true;
        maximum = option.arg() == null ? null : (Long) Options.number(option);
      }
      case "sequence_name" -> name = Names.parts(option.arg()).getLast();
      case "cache" -> cache = Options.number(option);
      case "cycle" -> cycle = Options.bool(option);
      case "owned_by" -> ownedBy = Names.parts(option.arg());
      case "restart" -> {
        restart = true;
        restartWith = option.arg() == null ? null : (Long) Options.number(option);
      }
      default -> throw PgException.notSupported("sequence option \"" + option.defname() + "\"");
    }
  }

  /** Parts of OWNED BY's name; null without it. */
  List<String> ownedBy() {
    return ownedBy;
  }

  boolean restart() {
    return restart;
  }

  long restartValue(Sequence sequence) {
    return restartWith != null ? restartWith : sequence.start();
  }

  Sequence create(int oid, int schema, String name, int owner, boolean identity) {
    long step = increment == null ? 1 : increment;
    return checked(
        oid,
        schema,
        name,
        owner,
        step,
        minimum != null ? minimum : (step > 0 ? 1 : BOUNDS.get(type.oid())[0]),
        maximum != null ? maximum : (step > 0 ? BOUNDS.get(type.oid())[1] : -1),
        start,
        cache == null ? 1 : cache,
        cycle != null && cycle,
        0,
        0,
        identity,
        null);
  }

  /** A changed definition. */
  Sequence alter(Sequence before) {
    long step = increment == null ? before.increment() : increment;
    long least =
        minimum != null
            ? minimum
            : minimumGiven ? (step > 0 ? 1 : BOUNDS.get(type.oid())[0]) : before.minimum();
    long greatest =
        maximum != null
            ? maximum
            : maximumGiven ? (step > 0 ? BOUNDS.get(type.oid())[1] : -1) : before.maximum();
    return checked(
        before.oid(),
        before.schema(),
        before.name(),
        before.owner(),
        step,
        least,
        greatest,
        start != null ? start : (Long) before.start(),
        cache == null ? before.cache() : cache,
        cycle == null ? before.cycle() : cycle,
        before.ownedByTable(),
        before.ownedByColumn(),
        before.identity(),
        before.comment());
  }

  private Sequence checked(
      int oid,
      int schema,
      String name,
      int owner,
      long step,
      long least,
      long greatest,
      Long wantedStart,
      long cached,
      boolean cycles,
      int table,
      int column,
      boolean identity,
      String comment) {
    if (step == 0) {
      throw invalid("INCREMENT must not be zero");
    }
    long[] bounds = BOUNDS.get(type.oid());
    if (greatest < bounds[0] || greatest > bounds[1]) {
      throw invalid(
          "MAXVALUE (%d) is out of range for sequence data type %s"
              .formatted(greatest, type.formatted(-1)));
    }
    if (least < bounds[0] || least > bounds[1]) {
      throw invalid(
          "MINVALUE (%d) is out of range for sequence data type %s"
              .formatted(least, type.formatted(-1)));
    }
    if (least >= greatest) {
      throw invalid("MINVALUE (%d) must be less than MAXVALUE (%d)".formatted(least, greatest));
    }
    long first = wantedStart != null ? wantedStart : (step > 0 ? least : greatest);
    if (first < least) {
      throw invalid("START value (%d) cannot be less than MINVALUE (%d)".formatted(first, least));
    }
    if (first > greatest) {
      throw invalid(
          "START value (%d) cannot be greater than MAXVALUE (%d)".formatted(first, greatest));
    }
    if (cached <= 0) {
      throw invalid("CACHE (%d) must be greater than zero".formatted(cached));
    }
    return new Sequence(
        oid, schema, name, owner, type, first, step, least, greatest, cached, cycles, table, column,
        identity, COLUMNS, comment);
  }

  private static PgException invalid(String message) {
    return new PgException(SqlState.INVALID_PARAMETER_VALUE, message);
  }
}
