package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.heapgres.planner.catalog.CastEntry;
import org.heapgres.planner.catalog.CatalogObject;
import org.heapgres.planner.catalog.CollationEntry;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.CompositeType;
import org.heapgres.planner.catalog.FunctionEntry;
import org.heapgres.planner.catalog.OperatorEntry;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.SearchDictionary;
import org.heapgres.planner.catalog.SearchMapping;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.UserType;
import org.heapgres.planner.catalog.View;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.session.Identifiers;
import org.heapgres.planner.session.ObjectNames;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.types.PgType;

/** What cannot be without a type: columns, attributes, domains, ranges, functions, views. */
final class TypeDependents {
  /**
   * One of them.
   *
   * @param part attnum of a column, or 0
   * @param line as in the detail of DROP's error; null for what goes without a word
   * @param object what goes as a whole; null where {@code remove} takes a part away
   */
  record Dependent(int oid, int part, String line, CatalogObject object, Runnable remove) {}

  private final Session session;
  private final List<Dependent> found = new ArrayList<>();
  private final Set<Integer> seen = new HashSet<>();

  /** Oid of the type that is looked at, and what messages call it. */
  private int type;

  private String shown;
  private List<Dependent> direct;

  private TypeDependents(Session session) {
    this.session = session;
  }

  /**
   * Those of the objects' types, in PostgreSQL's order: an object stands before what depends on it,
   * older ones before younger ones, the last columns first. The objects are not among them.
   */
  static List<Dependent> of(Session session, Iterable<CatalogObject> objects) {
    TypeDependents dependents = new TypeDependents(session);
    objects.forEach(object -> dependents.seen.add(object.oid()));
    objects.forEach(dependents::ofObject);
    Collections.reverse(dependents.found);
    return dependents.found;
  }

  /** Adds what depends on the object, youngest first, each behind what depends on it. */
  private void ofObject(CatalogObject object) {
    for (int oid : types(object)) {
      for (Dependent each : direct(oid)) {
        if (each.object == null) {
          found.add(each);
        } else if (seen.add(each.oid)) {
          ofObject(each.object);
          found.add(each);
        }
      }
    }
  }

  private List<Dependent> direct(int oid) {
    type = oid;
    shown =
        switch (session.catalog().object(oid).orElse(null)) {
          case CollationEntry collation -> ObjectDescriptions.of(session, collation);
          case SearchDictionary dictionary -> ObjectDescriptions.of(session, dictionary);
          case null, default -> "type " + ObjectNames.typeName(session, oid);
        };
    direct = new ArrayList<>();
    List.copyOf(session.catalog().objects()).forEach(this::look);
    direct.sort(
        Comparator.<Dependent>comparingLong(each -> -Integer.toUnsignedLong(each.oid))
            .thenComparingInt(each -> each.part));
    return direct;
  }

  /**
   * The types that go with an object; arrays last. Collations and dictionaries are depended on
   * alike.
   */
  private static List<Integer> types(CatalogObject object) {
    return switch (object) {
      case UserType own when own.definition() instanceof UserType.Range range ->
          List.of(own.oid(), range.multirange(), range.multirangeArray(), own.arrayType());
      case UserType own -> List.of(own.oid(), own.arrayType());
      case Relation relation when relation.rowType() != 0 ->
          relation.arrayType() == 0
              ? List.of(relation.rowType())
              : List.of(relation.rowType(), relation.arrayType());
      case CollationEntry collation -> List.of(collation.oid());
      case SearchDictionary dictionary -> List.of(dictionary.oid());
      default -> List.of();
    };
  }

  private void look(CatalogObject object) {
    switch (object) {
      case Table table -> {
        boolean isKey =
            table.partitioned()
                && table.inheritance().partitioning().keys().stream()
                    .anyMatch(key -> isOf(key.type()));
        if (isKey || table.ofType() == type) {
          whole(table, table.partition() ? null : "table " + ObjectNames.shown(session, table));
          return;
        }
        for (Column column : table.columns()) {
          part(table, column, "column ", " of table ");
        }
      }
      case CompositeType composite -> {
        for (Column column : composite.columns()) {
          part(composite, column, "column ", " of composite type ");
        }
      }
      case View view -> {
        if (view.columns().stream().anyMatch(column -> isOf(column.type()))) {
          whole(view, "view " + ObjectNames.shown(session, view));
        }
      }
      case UserType other -> {
        int below =
            switch (other.definition()) {
              case UserType.Domain domain when domain.collation() == type -> type;
              case UserType.Domain domain -> domain.baseType();
              case UserType.Range range -> range.subtype();
              case UserType.Enumeration _, UserType.Base _ -> 0;
            };
        if (below == type) {
          whole(other, ObjectDescriptions.of(session, other));
        }
      }
      case FunctionEntry function -> {
        if (function.result() == type
            || function.arguments().stream().anyMatch(argument -> argument.type() == type)) {
          whole(
              function,
              function.language().equals("internal")
                  ? null
                  : ObjectDescriptions.of(session, function));
        }
      }
      case OperatorEntry operator -> {
        if (operator.left() == type || operator.right() == type || operator.result() == type) {
          whole(operator, ObjectDescriptions.of(session, operator));
        }
      }
      case SearchMapping mapping -> {
        if (mapping.dictionaries().values().stream().anyMatch(oids -> oids.contains(type))) {
          whole(mapping, ObjectDescriptions.of(session, mapping));
        }
      }
      case CastEntry cast -> {
        if (cast.source() == type || cast.target() == type) {
          whole(cast, ObjectDescriptions.of(session, cast));
        }
      }
      default -> {}
    }
  }

  private boolean isOf(PgType of) {
    return of.oid() == type || of.collation() == type;
  }

  private void whole(CatalogObject object, String name) {
    String line = name == null ? null : name + " depends on " + shown;
    direct.add(new Dependent(object.oid(), 0, line, object, null));
  }

  private void part(Relation relation, Column column, String what, String of) {
    if (!isOf(column.type())) {
      return;
    }
    boolean inherited =
        relation instanceof Table table
            && table.inheritance().inheritedColumns().contains((int) column.attnum());
    String line =
        what
            + Identifiers.quote(column.name())
            + of
            + ObjectNames.shown(session, relation)
            + " depends on "
            + shown;
    direct.add(
        new Dependent(
            relation.oid(),
            column.attnum(),
            inherited ? null : line,
            null,
            () -> dropColumn(relation.oid(), column)));
  }

  private void dropColumn(int oid, Column column) {
    Run run = Run.ofFunction(session);
    switch (session.catalog().relation(oid).orElse(null)) {
      case Table table when table.columnIndex(column.attnum()) >= 0 ->
          new AlterColumns(run, table, TableDraft.of(session, table))
              .drop(column.name(), true, true, false);
      case CompositeType composite -> {
        List<Column> left = new ArrayList<>(composite.columns());
        left.removeIf(other -> other.attnum() == column.attnum());
        new RecordRewrite(run, composite.rowType())
            .change(composite.withColumns(left, composite.lastAttnum()));
      }
      case null, default -> {}
    }
  }
}
