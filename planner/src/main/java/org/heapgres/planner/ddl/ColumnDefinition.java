package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.bind.Collations;
import org.heapgres.planner.bind.TypeResolver;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Column.Generated;
import org.heapgres.planner.catalog.Column.Identity;
import org.heapgres.planner.catalog.Sequence;
import org.heapgres.planner.parse.tree.Definition.ColumnDef;
import org.heapgres.planner.parse.tree.Definition.ConstrType;
import org.heapgres.planner.parse.tree.Definition.Constraint;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Expression.CollateClause;
import org.heapgres.planner.parse.tree.RawStmt;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.TypeLookup;
import org.heapgres.planner.types.Collation;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** A column of CREATE TABLE or ADD COLUMN: type, NOT NULL, default, serial, identity, generated. */
final class ColumnDefinition {
  private static final List<String> SOURCES =
      List.of("default", "identity", "generation expression");

  private final Session session;
  private final RawStmt raw;
  private final TableDraft draft;
  private final ColumnDef definition;
  private final PgType serial;
  private Boolean notNull;
  private String defaultExpression;
  private Identity identity = Identity.NONE;
  private List<DefElem> identityOptions = List.of();
  private Generated generated = Generated.NONE;

  ColumnDefinition(Session session, RawStmt raw, TableDraft draft, ColumnDef definition) {
    this.session = session;
    this.raw = raw;
    this.draft = draft;
    this.definition = definition;
    serial = TypeLookup.serial(definition.typeName());
  }

  /**
   * Adds the column to the draft.
   *
   * @param others sequences of the same statement, whose names are taken
   * @return the sequence it needs, if any; owned by the column
   */
  List<Sequence> addTo(List<Sequence> others) {
    PgType type = serial;
    int typmod = -1;
    if (serial == null) {
      TypeResolver.Resolved resolved =
          TypeLookup.column(session, definition.colname(), definition.typeName());
      type = resolved.type();
      typmod = resolved.typmod();
    }
    Collation collation = collation(session, definition.collClause(), type);
    ConstraintAttributes.folded(definition).forEach(this::constraint);
    TableDraft.requireNoSystemColumn(definition.colname());
    requireOneSource();
    List<Sequence> sequences = new ArrayList<>();
    int attnum = draft.nextAttnum();
    if (serial != null || identity != Identity.NONE) {
      Sequence sequence = sequence(type, attnum, others);
      sequences.add(sequence);
      if (serial != null) {
        if (defaultExpression != null) {
          throw several("default values specified", definition.location());
        }
        defaultExpression = "nextval('" + sequence.oid() + "'::regclass)";
      }
      if (Boolean.FALSE.equals(notNull)) {
        throw conflictingNull(definition.location());
      }
      notNull = true;
    }
    draft
        .columns()
        .add(
            collated(
                new Column(
                    (short) attnum,
                    definition.colname(),
                    type,
                    typmod,
                    Boolean.TRUE.equals(notNull),
                    defaultExpression,
                    identity,
                    generated,
                    null,
                    null),
                type,
                typmod,
                collation));
    addNotNulls();
    return sequences;
  }

  /** 42601 for two of a default, an identity and a generation expression. */
  private void requireOneSource() {
    List<String> sources = new ArrayList<>();
    int location = -1;
    for (Constraint constraint : ConstraintAttributes.folded(definition)) {
      String source =
          switch (constraint.contype()) {
            case CONSTR_DEFAULT -> "default";
            case CONSTR_IDENTITY -> "identity";
            case CONSTR_GENERATED -> "generation expression";
            default -> null;
          };
      if (source != null && !sources.contains(source)) {
        sources.add(source);
        location = constraint.location();
      }
    }
    sources.sort(java.util.Comparator.comparingInt(SOURCES::indexOf));
    if (sources.size() > 1) {
      throw Names.at(
          location,
          new PgException(
              SqlState.SYNTAX_ERROR,
              "both %s and %s specified for column \"%s\" of table \"%s\""
                  .formatted(sources.get(0), sources.get(1), definition.colname(), draft.name())));
    }
  }

  /** Adds what the definition says to a column that the table has inherited. */
  void mergeInto(Column inherited) {
    if (definition.typeName() != null) {
      TypeResolver.Resolved resolved =
          TypeLookup.column(session, definition.colname(), definition.typeName());
      InheritedColumns.requireType(
          "column", inherited, inherited.withType(resolved.type(), resolved.typmod()));
    }
    ConstraintAttributes.folded(definition).forEach(this::constraint);
    Column merged = inherited;
    if (Boolean.TRUE.equals(notNull)) {
      merged = merged.withNotNull(true);
    }
    if (defaultExpression != null && generated == Generated.NONE) {
      merged = merged.withDefault(defaultExpression);
    }
    draft.replace(merged);
    addNotNulls();
  }

  private void addNotNulls() {
    for (Constraint constraint : ConstraintAttributes.folded(definition)) {
      if (constraint.contype() == ConstrType.CONSTR_NOTNULL) {
        draft.addNotNull(constraint, definition.colname());
      }
    }
  }

  /**
   * What a COLLATE clause names; null without one. 42704 when there is no such collation, 42804 for
   * a type without collations.
   */
  static Collation collation(Session session, CollateClause clause, PgType type) {
    if (clause == null) {
      return null;
    }
    if (type.collation() == 0) {
      throw Names.at(
          clause.location(),
          new PgException(
              SqlState.DATATYPE_MISMATCH,
              "collations are not supported by type " + type.formatted(-1)));
    }
    return Collations.require(session.bindContext(), clause.collname(), clause.location());
  }

  /** The column with a COLLATE clause's collation, or else that of its type. */
  static Column collated(Column column, PgType type, int typmod, Collation collation) {
    return collation == null
        ? column.withType(type, typmod, 0)
        : column.withType(type.collated(collation), typmod, collation.oid());
  }

  private void constraint(Constraint constraint) {
    switch (constraint.contype()) {
      case CONSTR_NULL -> nullable(constraint, false);
      case CONSTR_NOTNULL -> nullable(constraint, true);
      case CONSTR_DEFAULT -> {
        if (defaultExpression != null) {
          throw several("default values specified", constraint.location());
        }
        defaultExpression = raw.source().textOf(constraint.rawExpr());
      }
      case CONSTR_IDENTITY -> {
        if (identity != Identity.NONE) {
          throw several("identity specifications", constraint.location());
        }
        identity = constraint.generatedWhen() == 'a' ? Identity.ALWAYS : Identity.BY_DEFAULT;
        identityOptions = constraint.options();
      }
      case CONSTR_GENERATED -> {
        if (generated != Generated.NONE) {
          throw several("generation clauses specified", constraint.location());
        }
        generated = constraint.generatedKind() == 'v' ? Generated.VIRTUAL : Generated.STORED;
        defaultExpression = raw.source().textOf(constraint.rawExpr());
      }
      case CONSTR_CHECK, CONSTR_PRIMARY, CONSTR_UNIQUE, CONSTR_EXCLUSION, CONSTR_FOREIGN -> {}
      case CONSTR_ATTR_DEFERRABLE,
          CONSTR_ATTR_NOT_DEFERRABLE,
          CONSTR_ATTR_DEFERRED,
          CONSTR_ATTR_IMMEDIATE,
          CONSTR_ATTR_ENFORCED,
          CONSTR_ATTR_NOT_ENFORCED ->
          throw new IllegalStateException("folded into its constraint");
    }
  }

  private void nullable(Constraint constraint, boolean value) {
    if (notNull != null && notNull != value) {
      throw conflictingNull(constraint.location());
    }
    notNull = value;
  }

  private PgException conflictingNull(int location) {
    return Names.at(
        location,
        new PgException(
            SqlState.SYNTAX_ERROR,
            "conflicting NULL/NOT NULL declarations for column \""
                + definition.colname()
                + "\" of table \""
                + draft.name()
                + "\""));
  }

  private PgException several(String what, int location) {
    return Names.at(
        location,
        new PgException(
            SqlState.SYNTAX_ERROR,
            "multiple "
                + what
                + " for column \""
                + definition.colname()
                + "\" of table \""
                + draft.name()
                + "\""));
  }

  private Sequence sequence(PgType type, int attnum, List<Sequence> others) {
    if (identity != Identity.NONE
        && !type.name().equals("int2")
        && !type.name().equals("int4")
        && !type.name().equals("int8")) {
      throw new PgException(
          SqlState.INVALID_PARAMETER_VALUE,
          "identity column type must be smallint, integer, or bigint");
    }
    SequenceOptions options = SequenceOptions.read(session, identityOptions, type);
    String name =
        options.name() != null
            ? options.name()
            : Names.choose(
                draft.name(),
                definition.colname(),
                "seq",
                candidate ->
                    draft.isFree(candidate)
                        && others.stream().noneMatch(other -> other.name().equals(candidate)));
    if (!Names.claim(session, draft.schema(), name, false)) {
      throw new IllegalStateException(name);
    }
    return options
        .create(
            session.database().oids().next(),
            draft.schema().oid(),
            name,
            session.environment().currentRole().oid(),
            identity != Identity.NONE)
        .ownedBy(draft.oid(), attnum);
  }
}
