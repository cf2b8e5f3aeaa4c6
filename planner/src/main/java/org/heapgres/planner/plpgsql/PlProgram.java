package org.heapgres.planner.plpgsql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.heapgres.planner.Routine;
import org.heapgres.planner.bind.TypeResolver;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.exec.expression.Expression;
import org.heapgres.planner.parse.Parser;
import org.heapgres.planner.parse.plpgsql.PlFunction;
import org.heapgres.planner.parse.plpgsql.PlSql;
import org.heapgres.planner.parse.plpgsql.PlVariable;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.Value.ListValue;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.RecordCodec;
import org.heapgres.planner.types.TypeRegistry;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * A PL/pgSQL body ready to run in one session: its variables' types, and the plans of its SQL, each
 * made when it is first run. Used by the session's thread.
 */
final class PlProgram {
  /**
   * What a variable is.
   *
   * @param columns of a composite one; null for any other, and for RECORD, which takes any row
   */
  record Slot(
      PlVariable variable, PgType type, int typmod, boolean row, List<Routine.Column> columns) {
    static Slot scalar(PlVariable variable, PgType type, int typmod) {
      return new Slot(variable, type, typmod, false, null);
    }

    boolean anyRow() {
      return row && columns == null;
    }
  }

  private record Conversion(PgType from, PgType to, int typmod) {}

  private final Session session;
  private final Routine routine;
  private final String signature;
  private final PlFunction function;
  private final List<Slot> slots = new ArrayList<>();
  private final IdentityHashMap<PlSql, PlQuery> queries = new IdentityHashMap<>();
  private final Map<Conversion, Expression> conversions = new HashMap<>();

  /**
   * @param routine null for a DO block
   * @param signature as error contexts name it
   * @param given what the first variables are
   */
  PlProgram(
      Session session, Routine routine, String signature, PlFunction function, List<Slot> given) {
    this.session = session;
    this.routine = routine;
    this.signature = signature;
    this.function = function;
    slots.addAll(given);
    for (PlVariable variable :
        function.variables().subList(given.size(), function.variables().size())) {
      slots.add(slot(variable));
    }
  }

  Session session() {
    return session;
  }

  long oid() {
    return routine == null ? 0 : Integer.toUnsignedLong(routine.oid());
  }

  Routine routine() {
    return routine;
  }

  String signature() {
    return signature;
  }

  PlFunction function() {
    return function;
  }

  Slot slot(int number) {
    return slots.get(number);
  }

  int variables() {
    return slots.size();
  }

  PlQuery query(PlSql sql) {
    return queries.computeIfAbsent(sql, key -> new PlQuery(this, key));
  }

  /** Null when the value is of that type already. */
  Expression conversion(PgType from, PgType to, int typmod) {
    if (from.oid() == to.oid() && (typmod < 0 || to.kind() == 'd')) {
      return null;
    }
    return conversions.computeIfAbsent(
        new Conversion(from, to, typmod),
        key ->
            session
                .planner()
                .expression(
                    new org.heapgres.planner.bind.Binder(session.bindContext())
                        .bindConversion(from, to, typmod),
                    0));
  }

  private Slot slot(PlVariable variable) {
    return switch (variable.type()) {
      case null -> Slot.scalar(variable, Types.TEXT, -1);
      case PlVariable.LoopInteger() -> Slot.scalar(variable, Types.INT4, -1);
      case PlVariable.ErrorText() -> Slot.scalar(variable, Types.TEXT, -1);
      case PlVariable.AnyRecord() -> new Slot(variable, Types.RECORD, -1, true, null);
      case PlVariable.OfVariable(int number, boolean array) -> {
        Slot other = slots.get(number);
        yield array
            ? Slot.scalar(variable, arrayOf(other.type), -1)
            : new Slot(variable, other.type, other.typmod, other.row, other.columns);
      }
      case PlVariable.OfColumn(List<String> names, boolean array) ->
          ofColumn(variable, names, array);
      case PlVariable.RowOf(List<String> names, boolean array) -> rowOf(variable, names, array);
      case PlVariable.Named(String text, int start) -> named(variable, text, start);
    };
  }

  private PgType arrayOf(PgType element) {
    return element.isArray() ? element : Types.arrayOf(element, session.environment().types());
  }

  private Slot named(PlVariable variable, String text, int start) {
    TypeResolver.Resolved resolved;
    try {
      resolved = new TypeResolver(session.bindContext()).resolve(Parser.parseTypeName(text));
    } catch (PgException e) {
      throw e.position() == 0 ? e : e.withPosition(e.position() + start);
    }
    PgType type = resolved.type();
    if (type.isPseudo() && type.oid() != Types.RECORD.oid()) {
      throw new PgException(
              SqlState.FEATURE_NOT_SUPPORTED,
              "variable \"%s\" has pseudo-type %s".formatted(variable.name(), type.formatted(-1)))
          .withPosition(start + 1);
    }
    return typed(variable, type, resolved.typmod());
  }

  Slot typed(PlVariable variable, PgType type, int typmod) {
    List<Routine.Column> columns = columns(type);
    boolean row = columns != null || type.oid() == Types.RECORD.oid();
    return new Slot(variable, type, typmod, row, columns);
  }

  /** A composite type's fields; null for any other type. */
  List<Routine.Column> columns(PgType type) {
    return columns(session, type);
  }

  static List<Routine.Column> columns(Session session, PgType type) {
    if (type.relation() != 0) {
      Relation relation = session.catalog().relation(type.relation()).orElse(null);
      if (relation != null) {
        return relation.columns().stream()
            .map(column -> new Routine.Column(column.name(), column.type(), column.typmod()))
            .toList();
      }
    }
    if (type.codec() instanceof RecordCodec codec && codec.fields() != null) {
      TypeRegistry types = session.environment().types();
      return codec.fields().stream()
          .map(
              field ->
                  new Routine.Column(field.name(), types.require(field.typeOid()), field.typmod()))
          .toList();
    }
    return null;
  }

  private Slot ofColumn(PlVariable variable, List<String> names, boolean array) {
    if (names.size() < 2) {
      throw new PgException(
          SqlState.UNDEFINED_OBJECT, "type \"" + names.getFirst() + "%TYPE\" does not exist");
    }
    Relation relation = relation(names.subList(0, names.size() - 1));
    var column =
        relation
            .column(names.getLast())
            .orElseThrow(
                () ->
                    new PgException(
                        SqlState.UNDEFINED_COLUMN,
                        "column \"%s\" of relation \"%s\" does not exist"
                            .formatted(names.getLast(), relation.name())));
    return array
        ? Slot.scalar(variable, arrayOf(column.type()), -1)
        : typed(variable, column.type(), column.typmod());
  }

  private Slot rowOf(PlVariable variable, List<String> names, boolean array) {
    Relation relation = relation(names);
    List<Routine.Column> columns =
        relation.columns().stream()
            .map(column -> new Routine.Column(column.name(), column.type(), column.typmod()))
            .toList();
    PgType type = rowType(relation);
    return array
        ? Slot.scalar(variable, arrayOf(type), -1)
        : new Slot(variable, type, -1, true, columns);
  }

  private PgType rowType(Relation relation) {
    return relation.rowType() != 0
        ? session.environment().types().require(relation.rowType())
        : PgType.recordType(
            relation.columns().stream()
                .map(
                    column -> new PgType.Field(column.name(), column.type().oid(), column.typmod()))
                .toList());
  }

  private Relation relation(List<String> names) {
    var name = Names.rangeVar(new ListValue(names.stream().<Node>map(StringValue::new).toList()));
    return Names.find(session, name).orElseThrow(() -> Names.missing(session, name));
  }
}
