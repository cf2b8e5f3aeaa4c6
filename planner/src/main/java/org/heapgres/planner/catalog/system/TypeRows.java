package org.heapgres.planner.catalog.system;

import java.util.HashMap;
import java.util.Map;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.CompositeType;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.UserType;
import org.heapgres.planner.catalog.UserType.Domain;
import org.heapgres.planner.catalog.UserType.DomainCheck;
import org.heapgres.planner.catalog.UserType.Enumeration;
import org.heapgres.planner.catalog.UserType.Label;
import org.heapgres.planner.catalog.UserType.Range;
import org.heapgres.planner.functions.BuiltInFunctions;
import org.heapgres.planner.types.CatalogTable;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;

/** The types that a database has of its own, in the catalogs and in information_schema. */
final class TypeRows {
  /** Rows of pg_type by oid. */
  private static final Map<Integer, String[]> PHYSICAL = byOid();

  private static final String[] INPUT_OUTPUT = {"typinput", "typoutput", "typreceive", "typsend"};

  /** The version since which pg_constraint has them. */
  private static final int NOT_NULL_CONSTRAINTS_OF_DOMAINS = 17;

  private TypeRows() {}

  private static Map<Integer, String[]> byOid() {
    CatalogTable table = CatalogTable.of("pg_type");
    Map<Integer, String[]> rows = new HashMap<>();
    for (String[] row : table.rows()) {
      rows.put(Integer.valueOf(row[table.column("oid")]), row);
    }
    return rows;
  }

  private static SystemView view(ComputedRelation.Source source) {
    return source.session(SystemView.class);
  }

  static void register(Map<String, RowMakers.Maker> makers) {
    makers.put("pg_enum", TypeRows::labels);
    makers.put("domains", TypeRows::domains);
    makers.put("domain_constraints", TypeRows::domainConstraints);
    makers.put("attributes", TypeRows::attributes);
    makers.put("user_defined_types", TypeRows::userDefinedTypes);
    makers.put("column_domain_usage", TypeRows::columnDomainUsage);
    makers.put("domain_udt_usage", TypeRows::domainUdtUsage);
  }

  /** Adds to the rows of pg_type. */
  static void addTypes(ComputedRelation.Source source, RowSet rows) {
    Catalog catalog = source.catalog();
    for (Relation relation : rows.relations()) {
      if (relation.rowType() != 0) {
        type(rows, catalog, relation.rowType(), relation.owner());
        if (relation.arrayType() != 0) {
          type(rows, catalog, relation.arrayType(), relation.owner());
        }
      }
    }
    for (UserType type : catalog.userTypes()) {
      type(rows, catalog, type.oid(), type.owner());
      if (type.definition() instanceof Domain domain) {
        String shown =
            domain.defaultExpression() == null
                ? null
                : source.session(SystemView.class).shown(domain.defaultExpression(), null);
        rows.set("typnotnull", domain.notNull() != null)
            .set("typbasetype", domain.baseType())
            .set("typtypmod", domain.typmod())
            .set("typcollation", domain.collation())
            .set("typdefaultbin", domain.defaultExpression())
            .set("typdefault", shown);
      }
      type(rows, catalog, type.arrayType(), type.owner());
      if (type.definition() instanceof Range range) {
        type(rows, catalog, range.multirange(), type.owner());
        type(rows, catalog, range.multirangeArray(), type.owner());
      }
    }
  }

  private static void type(RowSet rows, Catalog catalog, int oid, int owner) {
    PgType type = catalog.types().require(oid);
    char kind = type.kind();
    rows.row()
        .set("oid", oid)
        .set("typname", type.name())
        .set("typnamespace", type.namespace())
        .set("typowner", owner)
        .set("typlen", type.length())
        .set("typbyval", type.byValue())
        .set("typtype", kind)
        .set("typcategory", type.category())
        .set("typispreferred", type.preferred())
        .set("typisdefined", true)
        .set("typdelim", type.delimiter())
        .set("typrelid", type.relation())
        .set("typsubscript", type.isArray() ? 6179 : 0)
        .set("typelem", type.element())
        .set("typarray", type.array())
        .set("typalign", alignment(catalog, type))
        .set("typstorage", storage(type))
        .set("typbasetype", 0)
        .set("typtypmod", -1)
        .set("typcollation", type.collation());
    int[] functions = inputOutput(type);
    for (int i = 0; i < functions.length; i++) {
      rows.set(INPUT_OUTPUT[i], functions[i]);
    }
  }

  /** pg_type.typalign. */
  static String alignment(Catalog catalog, PgType type) {
    String builtIn = physical(type, "typalign");
    if (builtIn != null) {
      return builtIn;
    }
    return switch (type.kind()) {
      case 'e' -> "i";
      case 'd' -> alignment(catalog, type.root());
      case 'b' -> type.isArray() ? arrayAlignment(catalog, type) : "i";
      default -> "d";
    };
  }

  /** pg_type.typstorage. */
  static char storage(PgType type) {
    String builtIn = physical(type.root(), "typstorage");
    return builtIn != null ? builtIn.charAt(0) : type.length() == -1 ? 'x' : 'p';
  }

  /** What pg_type says of a built-in type; null for another one. */
  private static String physical(PgType type, String column) {
    String[] row = PHYSICAL.get(type.oid());
    return row == null ? null : row[CatalogTable.of("pg_type").column(column)];
  }

  private static String arrayAlignment(Catalog catalog, PgType array) {
    PgType element = catalog.types().require(array.element()).root();
    return element.length() == 8 || (element.length() < 0 && element.kind() != 'b') ? "d" : "i";
  }

  private static int[] inputOutput(PgType type) {
    if (type.isArray()) {
      return named("array_in", "array_out", "array_recv", "array_send");
    }
    return switch (type.kind()) {
      case 'e' -> named("enum_in", "enum_out", "enum_recv", "enum_send");
      case 'd' -> {
        int[] base = builtIn(type.root());
        int[] domain = named("domain_in", "domain_recv");
        yield new int[] {domain[0], base[0], domain[1], base[1]};
      }
      case 'r' -> named("range_in", "range_out", "range_recv", "range_send");
      case 'b' -> named("textin", "textout", "textrecv", "textsend");
      case 'm' -> named("multirange_in", "multirange_out", "multirange_recv", "multirange_send");
      default -> named("record_in", "record_out", "record_recv", "record_send");
    };
  }

  /** Output and send function of a type below domains. */
  private static int[] builtIn(PgType type) {
    if (Types.byOid(type.oid()) == null) {
      int[] all = inputOutput(type);
      return new int[] {all[1], all[3]};
    }
    return named(type.name() + "out", type.name() + "send");
  }

  private static int[] named(String... names) {
    int[] oids = new int[names.length];
    for (int i = 0; i < names.length; i++) {
      var procs = BuiltInFunctions.procs(names[i]);
      oids[i] = procs.isEmpty() ? 0 : procs.getFirst().oid();
    }
    return oids;
  }

  private static void labels(ComputedRelation.Source source, RowSet rows) {
    for (UserType type : source.catalog().userTypes()) {
      if (type.definition() instanceof Enumeration enumeration) {
        for (Label label : enumeration.labels()) {
          rows.row()
              .set("oid", label.oid())
              .set("enumtypid", type.oid())
              .set("enumsortorder", label.sortOrder())
              .set("enumlabel", label.name());
        }
      }
    }
  }

  /** Adds to the rows of pg_range. */
  static void addRanges(ComputedRelation.Source source, RowSet rows) {
    for (UserType type : source.catalog().userTypes()) {
      if (type.definition() instanceof Range range) {
        rows.row()
            .set("rngtypid", type.oid())
            .set("rngsubtype", range.subtype())
            .set("rngmultitypid", range.multirange())
            .set("rngcollation", range.collation())
            .set("rngsubopc", range.operatorClass())
            .set("rngcanonical", 0)
            .set("rngsubdiff", range.subtypeDiff());
      }
    }
  }

  /** Adds to the rows of pg_constraint. */
  static void addConstraints(ComputedRelation.Source source, RowSet rows) {
    for (UserType type : source.catalog().userTypes()) {
      if (type.definition() instanceof Domain domain) {
        boolean shown = view(source).servesVersion(NOT_NULL_CONSTRAINTS_OF_DOMAINS);
        if (domain.notNull() != null && shown) {
          constraint(rows, type, domain.notNull().oid(), domain.notNull().name(), "n");
        }
        for (DomainCheck check : domain.checks()) {
          constraint(rows, type, check.oid(), check.name(), "c");
          rows.set("convalidated", check.validated()).set("conbin", check.expression());
        }
      }
    }
  }

  private static void constraint(
      RowSet rows, UserType type, int oid, String name, String constraintType) {
    rows.row()
        .set("oid", oid)
        .set("conname", name)
        .set("connamespace", type.schema())
        .set("contype", constraintType)
        .set("conenforced", true)
        .set("convalidated", true)
        .set("contypid", type.oid())
        .set("conislocal", true)
        .set("confupdtype", " ")
        .set("confdeltype", " ")
        .set("confmatchtype", " ");
  }

  // information_schema

  private static String database(ComputedRelation.Source source) {
    return source.catalog().database().name();
  }

  private static void domains(ComputedRelation.Source source, RowSet rows) {
    Catalog catalog = source.catalog();
    for (UserType type : catalog.userTypes()) {
      if (type.definition() instanceof Domain domain) {
        PgType base = catalog.types().require(domain.baseType());
        String shown =
            domain.defaultExpression() == null
                ? null
                : source.session(SystemView.class).shown(domain.defaultExpression(), null);
        rows.row()
            .set("domain_catalog", database(source))
            .set("domain_schema", catalog.schemaName(type.schema()))
            .set("domain_name", type.name())
            .set("data_type", InformationRows.dataType(base))
            .set("domain_default", shown)
            .set("udt_catalog", database(source))
            .set("udt_schema", catalog.schemaName(base.namespace()))
            .set("udt_name", base.name())
            .set("dtd_identifier", "1");
        InformationRows.measures(rows, base, domain.typmod());
      }
    }
  }

  private static void domainConstraints(ComputedRelation.Source source, RowSet rows) {
    for (UserType type : source.catalog().userTypes()) {
      if (type.definition() instanceof Domain domain) {
        domain.checks().forEach(check -> domainConstraint(source, rows, type, check.name()));
        if (domain.notNull() != null) {
          domainConstraint(source, rows, type, domain.notNull().name());
        }
      }
    }
  }

  private static void domainConstraint(
      ComputedRelation.Source source, RowSet rows, UserType type, String name) {
    String schema = source.catalog().schemaName(type.schema());
    rows.row()
        .set("constraint_catalog", database(source))
        .set("constraint_schema", schema)
        .set("constraint_name", name)
        .set("domain_catalog", database(source))
        .set("domain_schema", schema)
        .set("domain_name", type.name())
        .set("is_deferrable", false)
        .set("initially_deferred", false);
  }

  private static void attributes(ComputedRelation.Source source, RowSet rows) {
    Catalog catalog = source.catalog();
    for (Relation relation : rows.relations()) {
      if (relation instanceof CompositeType type) {
        for (Column column : type.columns()) {
          PgType base = column.type().root();
          rows.row()
              .set("udt_catalog", database(source))
              .set("udt_schema", catalog.schemaName(type.schema()))
              .set("udt_name", type.name())
              .set("attribute_name", column.name())
              .set("ordinal_position", column.attnum())
              .set("is_nullable", true)
              .set("data_type", InformationRows.dataType(base))
              .set("attribute_udt_catalog", database(source))
              .set("attribute_udt_schema", catalog.schemaName(base.namespace()))
              .set("attribute_udt_name", base.name())
              .set("dtd_identifier", Integer.toString(column.attnum()))
              .set("is_derived_reference_attribute", false);
          InformationRows.measures(rows, base, column.typmod());
        }
      }
    }
  }

  private static void userDefinedTypes(ComputedRelation.Source source, RowSet rows) {
    for (Relation relation : rows.relations()) {
      if (relation instanceof CompositeType type) {
        rows.row()
            .set("user_defined_type_catalog", database(source))
            .set("user_defined_type_schema", source.catalog().schemaName(type.schema()))
            .set("user_defined_type_name", type.name())
            .set("user_defined_type_category", "STRUCTURED")
            .set("is_instantiable", true);
      }
    }
  }

  private static void columnDomainUsage(ComputedRelation.Source source, RowSet rows) {
    Catalog catalog = source.catalog();
    for (Relation relation : rows.relations()) {
      for (Column column : relation.columns()) {
        if (column.type().kind() == 'd' && !(relation instanceof CompositeType)) {
          rows.row()
              .set("domain_catalog", database(source))
              .set("domain_schema", catalog.schemaName(column.type().namespace()))
              .set("domain_name", column.type().name())
              .set("table_catalog", database(source))
              .set("table_schema", catalog.schemaName(relation.schema()))
              .set("table_name", relation.name())
              .set("column_name", column.name());
        }
      }
    }
  }

  private static void domainUdtUsage(ComputedRelation.Source source, RowSet rows) {
    Catalog catalog = source.catalog();
    for (UserType type : catalog.userTypes()) {
      if (type.definition() instanceof Domain domain) {
        PgType base = catalog.types().require(domain.baseType());
        rows.row()
            .set("udt_catalog", database(source))
            .set("udt_schema", catalog.schemaName(base.namespace()))
            .set("udt_name", base.name())
            .set("domain_catalog", database(source))
            .set("domain_schema", catalog.schemaName(type.schema()))
            .set("domain_name", type.name());
      }
    }
  }
}
