package org.heapgres.planner.catalog.system;

import java.util.List;
import java.util.Map;
import org.heapgres.planner.catalog.CastEntry;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.CatalogObject;
import org.heapgres.planner.catalog.CollationEntry;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.CompositeType;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.Constraint;
import org.heapgres.planner.catalog.Extension;
import org.heapgres.planner.catalog.FunctionEntry;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.OperatorEntry;
import org.heapgres.planner.catalog.Policy;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.SearchDictionary;
import org.heapgres.planner.catalog.SearchMapping;
import org.heapgres.planner.catalog.Sequence;
import org.heapgres.planner.catalog.StatisticsObject;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.Trigger;
import org.heapgres.planner.catalog.UserType;
import org.heapgres.planner.catalog.View;

/**
 * pg_depend: which of the database's own objects need which others (manual, 52.18). It is made from
 * what the objects say of each other; tools such as pg_dump order objects by it. What the server
 * itself relies on, when something is dropped, is in the objects.
 */
final class DependencyRows {
  private static final int PG_TYPE = 1247;
  private static final int PG_PROC = 1255;
  private static final int PG_CLASS = 1259;
  private static final int PG_ATTRDEF = 2604;
  private static final int PG_CAST = 2605;
  private static final int PG_CONSTRAINT = 2606;
  private static final int PG_NAMESPACE = 2615;
  private static final int PG_OPERATOR = 2617;
  private static final int PG_REWRITE = 2618;
  private static final int PG_TRIGGER = 2620;
  private static final int PG_EXTENSION = 3079;
  private static final int PG_POLICY = 3256;
  private static final int PG_STATISTIC_EXT = 3381;
  private static final int PG_COLLATION = 3456;
  private static final int PG_TS_DICT = 3600;
  private static final int PG_TS_CONFIG = 3602;

  private static final String NORMAL = "n";
  private static final String AUTO = "a";
  private static final String INTERNAL = "i";
  private static final String EXTENSION = "e";
  private static final String PARTITION_OF_PARENT = "P";
  private static final String PARTITION_OF_TABLE = "S";

  private static final int FIRST_USER_OID = 16_384;

  /** An object, or the part of one with that number. */
  private record Address(int catalog, int object, int part) {
    Address(int catalog, int object) {
      this(catalog, object, 0);
    }
  }

  private final Catalog catalog;
  private final SystemView session;
  private final RowSet rows;

  private DependencyRows(ComputedRelation.Source source, RowSet rows) {
    catalog = source.catalog();
    session = source.session(SystemView.class);
    this.rows = rows;
  }

  static void register(Map<String, RowMakers.Maker> makers) {
    makers.put("pg_depend", (source, rows) -> new DependencyRows(source, rows).addAll());
  }

  private void addAll() {
    rows.relations().forEach(this::relation);
    if (rows.isNarrowed()) {
      return;
    }
    row(
        new Address(PG_NAMESPACE, Schema.HEAP),
        new Address(PG_EXTENSION, Extensions.PLPGSQL),
        EXTENSION);
    for (Relation root : catalog.roots().relations()) {
      row(address(root), new Address(PG_EXTENSION, Extensions.PLPGSQL), EXTENSION);
    }
    for (CatalogObject object : catalog.objects()) {
      switch (object) {
        case FunctionEntry function -> function(function);
        case UserType type -> type(type);
        case SearchDictionary dictionary ->
            schema(new Address(PG_TS_DICT, dictionary.oid()), dictionary.schema());
        case SearchMapping mapping -> mapping(mapping);
        case CollationEntry collation ->
            schema(new Address(PG_COLLATION, collation.oid()), collation.schema());
        case OperatorEntry operator -> operator(operator);
        case CastEntry cast -> cast(cast);
        case Extension extension ->
            extension
                .members()
                .forEach(
                    member ->
                        catalog
                            .object(member)
                            .map(DependencyRows::address)
                            .ifPresent(
                                found ->
                                    row(
                                        found,
                                        new Address(PG_EXTENSION, extension.oid()),
                                        EXTENSION)));
        default -> {}
      }
    }
  }

  private static Address address(CatalogObject object) {
    return switch (object) {
      case Relation relation -> new Address(PG_CLASS, relation.oid());
      case FunctionEntry function -> new Address(PG_PROC, function.oid());
      case OperatorEntry operator -> new Address(PG_OPERATOR, operator.oid());
      case CastEntry cast -> new Address(PG_CAST, cast.oid());
      case UserType type -> new Address(PG_TYPE, type.oid());
      default -> throw new IllegalArgumentException(object.toString());
    };
  }

  private void row(Address object, Address on, String type) {
    rows.row()
        .set("classid", object.catalog)
        .set("objid", object.object)
        .set("objsubid", object.part)
        .set("refclassid", on.catalog)
        .set("refobjid", on.object)
        .set("refobjsubid", on.part)
        .set("deptype", type);
  }

  private void schema(Address object, int schema) {
    row(object, new Address(PG_NAMESPACE, schema), NORMAL);
  }

  private static boolean isUsers(int oid) {
    return Integer.compareUnsigned(oid, FIRST_USER_OID) >= 0;
  }

  private void needsType(Address object, int type) {
    if (isUsers(type)) {
      row(object, new Address(PG_TYPE, type), NORMAL);
    }
  }

  private void needsFunction(Address object, int function) {
    if (isUsers(function)) {
      row(object, new Address(PG_PROC, function), NORMAL);
    }
  }

  /** The functions and sequences that an expression of a relation uses. */
  private void needsUsed(Address object, String expression, Relation relation) {
    for (int used : session.uses(expression, relation)) {
      if (catalog.relation(used).isPresent()) {
        row(object, new Address(PG_CLASS, used), NORMAL);
      } else {
        needsFunction(object, used);
      }
    }
  }

  // Relations

  private void relation(Relation relation) {
    Address self = new Address(PG_CLASS, relation.oid());
    if (!(relation instanceof Index) && !(relation instanceof CompositeType)) {
      schema(self, relation.schema());
    }
    if (relation.rowType() != 0) {
      Address rowType = new Address(PG_TYPE, relation.rowType());
      if (relation instanceof CompositeType) {
        schema(rowType, relation.schema());
        row(self, rowType, INTERNAL);
      } else {
        row(rowType, self, INTERNAL);
      }
      if (relation.arrayType() != 0) {
        row(new Address(PG_TYPE, relation.arrayType()), rowType, INTERNAL);
      }
    }
    for (Column column : relation.columns()) {
      if (isUsers(column.collation())) {
        row(
            new Address(PG_CLASS, relation.oid(), column.attnum()),
            new Address(PG_COLLATION, column.collation()),
            NORMAL);
      }
      needsType(new Address(PG_CLASS, relation.oid(), column.attnum()), column.type().oid());
    }
    if (RelationRows.isView(relation)) {
      view(relation);
    }
    switch (relation) {
      case Sequence sequence when sequence.ownedByTable() != 0 ->
          row(
              self,
              new Address(PG_CLASS, sequence.ownedByTable(), sequence.ownedByColumn()),
              sequence.identity() ? INTERNAL : AUTO);
      case Index index -> index(index);
      case Table table -> table(table);
      default -> {}
    }
  }

  private void view(Relation view) {
    Address rule = new Address(PG_REWRITE, RelationRows.ruleOid(view));
    row(rule, new Address(PG_CLASS, view.oid()), INTERNAL);
    List<Integer> uses = view instanceof View v ? v.uses() : ((Table) view).query().uses();
    uses.forEach(used -> row(rule, new Address(PG_CLASS, used), NORMAL));
    session.functionsOf(view).forEach(used -> needsFunction(rule, used));
  }

  private void index(Index index) {
    Address self = new Address(PG_CLASS, index.oid());
    Table table = catalog.table(index.table()).orElseThrow();
    for (Constraint constraint : table.constraints()) {
      if (constraint instanceof Constraint.Key key && key.index() == index.oid()) {
        row(self, new Address(PG_CONSTRAINT, key.oid()), INTERNAL);
        return;
      }
    }
    Integer parent = table.inheritance().indexParents().get(index.oid());
    if (parent != null) {
      row(self, new Address(PG_CLASS, parent), PARTITION_OF_PARENT);
      row(self, new Address(PG_CLASS, table.oid()), PARTITION_OF_TABLE);
    }
    for (int attnum : index.keyColumns()) {
      if (attnum != 0) {
        row(self, new Address(PG_CLASS, index.table(), attnum), AUTO);
      }
    }
  }

  private void table(Table table) {
    needsType(new Address(PG_CLASS, table.oid()), table.ofType());
    for (int parent : table.inheritance().parents()) {
      row(
          new Address(PG_CLASS, table.oid()),
          new Address(PG_CLASS, parent),
          table.partition() ? AUTO : NORMAL);
    }
    for (Column column : table.columns()) {
      if (column.defaultExpression() != null) {
        Address self = new Address(PG_ATTRDEF, RelationRows.defaultOid(table, column));
        row(self, new Address(PG_CLASS, table.oid(), column.attnum()), AUTO);
        boolean generated = column.generated() != Column.Generated.NONE;
        needsUsed(self, column.defaultExpression(), generated ? table : null);
      }
    }
    for (Constraint constraint : table.constraints()) {
      Address self = new Address(PG_CONSTRAINT, constraint.oid());
      for (int attnum : constraint.columns()) {
        row(self, new Address(PG_CLASS, table.oid(), attnum), AUTO);
      }
      Integer parent = table.inheritance().constraintParents().get(constraint.oid());
      if (parent != null && !(constraint instanceof Constraint.Check)) {
        row(self, new Address(PG_CONSTRAINT, parent), PARTITION_OF_PARENT);
        row(self, new Address(PG_CLASS, table.oid()), PARTITION_OF_TABLE);
      }
      switch (constraint) {
        case Constraint.ForeignKey key -> {
          for (int attnum : key.targetColumns()) {
            row(self, new Address(PG_CLASS, key.target(), attnum), NORMAL);
          }
          row(self, new Address(PG_CLASS, key.index()), NORMAL);
        }
        case Constraint.Check check -> needsUsed(self, check.expression(), table);
        default -> {}
      }
    }
    for (Trigger trigger : catalog.triggers(table.oid())) {
      Address self = new Address(PG_TRIGGER, trigger.oid());
      row(self, new Address(PG_CLASS, table.oid()), AUTO);
      needsFunction(self, trigger.function());
    }
    for (StatisticsObject statistics : catalog.statistics(table.oid())) {
      Address self = new Address(PG_STATISTIC_EXT, statistics.oid());
      schema(self, statistics.schema());
      for (int attnum : statistics.columns()) {
        row(self, new Address(PG_CLASS, table.oid(), attnum), AUTO);
      }
      statistics.expressions().forEach(text -> needsUsed(self, text, table));
      if (!statistics.expressions().isEmpty()) {
        row(self, new Address(PG_CLASS, table.oid()), AUTO);
      }
    }
    for (Policy policy : catalog.policies(table.oid())) {
      Address self = new Address(PG_POLICY, policy.oid());
      row(self, new Address(PG_CLASS, table.oid()), AUTO);
    }
  }

  // Functions, types, operators

  private void function(FunctionEntry function) {
    Address self = new Address(PG_PROC, function.oid());
    schema(self, function.schema());
    boolean constructor = function.language().equals("internal");
    if (constructor && isUsers(function.result())) {
      row(self, new Address(PG_TYPE, function.result()), INTERNAL);
    } else {
      needsType(self, function.result());
    }
    for (FunctionEntry.Argument argument : function.arguments()) {
      needsType(self, argument.type());
      needsUsed(self, argument.defaultValue(), null);
    }
    if (function.aggregate() != null) {
      needsFunction(self, function.aggregate().transition());
      needsFunction(self, function.aggregate().finish());
      needsType(self, function.aggregate().stateType());
    }
  }

  private void type(UserType type) {
    Address self = new Address(PG_TYPE, type.oid());
    schema(self, type.schema());
    row(new Address(PG_TYPE, type.arrayType()), self, INTERNAL);
    switch (type.definition()) {
      case UserType.Domain domain -> {
        needsType(self, domain.baseType());
        needsUsed(self, domain.defaultExpression(), null);
        domain.checks().forEach(check -> row(new Address(PG_CONSTRAINT, check.oid()), self, AUTO));
      }
      case UserType.Range range -> {
        needsType(self, range.subtype());
        needsFunction(self, range.subtypeDiff());
        Address multirange = new Address(PG_TYPE, range.multirange());
        row(multirange, self, INTERNAL);
        row(new Address(PG_TYPE, range.multirangeArray()), multirange, INTERNAL);
      }
      case UserType.Enumeration _, UserType.Base _ -> {}
    }
  }

  private void mapping(SearchMapping mapping) {
    Address self = new Address(PG_TS_CONFIG, mapping.oid());
    schema(self, mapping.schema());
    mapping.dictionaries().values().stream()
        .flatMap(List::stream)
        .distinct()
        .filter(DependencyRows::isUsers)
        .forEach(dictionary -> row(self, new Address(PG_TS_DICT, dictionary), NORMAL));
  }

  private void operator(OperatorEntry operator) {
    Address self = new Address(PG_OPERATOR, operator.oid());
    schema(self, operator.schema());
    needsType(self, operator.left());
    needsType(self, operator.right());
    needsType(self, operator.result());
    needsFunction(self, operator.function());
  }

  private void cast(CastEntry cast) {
    Address self = new Address(PG_CAST, cast.oid());
    needsType(self, cast.source());
    needsType(self, cast.target());
    needsFunction(self, cast.function());
  }
}
