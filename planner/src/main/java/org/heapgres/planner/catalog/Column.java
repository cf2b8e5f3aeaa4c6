package org.heapgres.planner.catalog;

import java.util.function.Consumer;
import org.heapgres.planner.types.Collation;
import org.heapgres.planner.types.PgType;

/**
 * A column of a relation.
 *
 * @param attnum its number for life, from 1; also its id in row layouts
 * @param type with the column's collation, where it is not the type's own
 * @param typmod -1 for none
 * @param defaultExpression SQL text; for a generated column its expression; null for none
 * @param missing what rows written before the column was added have: the default's datum then
 * @param comment null for none
 * @param attributes never null
 */
public record Column(
    short attnum,
    String name,
    PgType type,
    int typmod,
    boolean notNull,
    String defaultExpression,
    Identity identity,
    Generated generated,
    Object missing,
    String comment,
    ColumnAttributes attributes) {
  public Column {
    attributes = attributes == null ? ColumnAttributes.NONE : attributes;
    if (attributes.collation() == 0 && type.isCollated()) {
      attributes = attributes.withCollation(type.collation());
    } else if (attributes.collation() != 0 && attributes.collation() != type.collation()) {
      Collation collation = Collation.builtIn(attributes.collation());
      if (type.collation() == 0) {
        attributes = attributes.withCollation(0);
      } else if (collation != null) {
        type = type.collated(collation);
      }
    }
  }

  /** Without attributes. */
  public Column(
      short attnum,
      String name,
      PgType type,
      int typmod,
      boolean notNull,
      String defaultExpression,
      Identity identity,
      Generated generated,
      Object missing,
      String comment) {
    this(
        attnum,
        name,
        type,
        typmod,
        notNull,
        defaultExpression,
        identity,
        generated,
        missing,
        comment,
        ColumnAttributes.NONE);
  }

  /** GENERATED ... AS IDENTITY; the code is pg_attribute.attidentity. */
  public enum Identity {
    NONE(""),
    ALWAYS("a"),
    BY_DEFAULT("d");

    private final String code;

    Identity(String code) {
      this.code = code;
    }

    public String code() {
      return code;
    }
  }

  /** GENERATED ALWAYS AS (expression); the code is pg_attribute.attgenerated. */
  public enum Generated {
    NONE(""),
    STORED("s"),
    VIRTUAL("v");

    private final String code;

    Generated(String code) {
      this.code = code;
    }

    public String code() {
      return code;
    }
  }

  /** A plain nullable column without default. */
  public static Column of(int attnum, String name, PgType type) {
    return of(attnum, name, type, -1, false);
  }

  public static Column of(int attnum, String name, PgType type, int typmod, boolean notNull) {
    return new Column(
        (short) attnum,
        name,
        type,
        typmod,
        notNull,
        null,
        Identity.NONE,
        Generated.NONE,
        null,
        null);
  }

  public Column withName(String name) {
    return change(draft -> draft.name = name);
  }

  public Column withType(PgType type, int typmod) {
    return change(
        draft -> {
          draft.type = type;
          draft.typmod = typmod;
        });
  }

  /** With a type and a collation, 0 for the type's own, in place of both that it has. */
  public Column withType(PgType type, int typmod, int collation) {
    return change(
        draft -> {
          draft.type = type;
          draft.typmod = typmod;
          draft.attributes = draft.attributes.withCollation(collation);
        });
  }

  public Column withNotNull(boolean notNull) {
    return change(draft -> draft.notNull = notNull);
  }

  public Column withDefault(String defaultExpression) {
    return change(draft -> draft.defaultExpression = defaultExpression);
  }

  public Column withIdentity(Identity identity) {
    return change(draft -> draft.identity = identity);
  }

  public Column withMissing(Object missing) {
    return change(draft -> draft.missing = missing);
  }

  public Column withComment(String comment) {
    return change(draft -> draft.comment = comment);
  }

  /** A plain column in place of a generated one. */
  public Column withoutExpression() {
    return change(
        draft -> {
          draft.defaultExpression = null;
          draft.generated = Generated.NONE;
        });
  }

  public Column withAttributes(ColumnAttributes attributes) {
    return change(draft -> draft.attributes = attributes);
  }

  private Column change(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.build(attnum);
  }

  /** A column on its way to another. */
  private static final class Draft {
    private String name;
    private PgType type;
    private int typmod;
    private boolean notNull;
    private String defaultExpression;
    private Identity identity;
    private Generated generated;
    private Object missing;
    private String comment;
    private ColumnAttributes attributes;

    Draft(Column from) {
      name = from.name;
      type = from.type;
      typmod = from.typmod;
      notNull = from.notNull;
      defaultExpression = from.defaultExpression;
      identity = from.identity;
      generated = from.generated;
      missing = from.missing;
      comment = from.comment;
      attributes = from.attributes;
    }

    Column build(short attnum) {
      return new Column(
          attnum,
          name,
          type,
          typmod,
          notNull,
          defaultExpression,
          identity,
          generated,
          missing,
          comment,
          attributes);
    }
  }

  /** The oid of its collation, 0 where its type has none. */
  public int collation() {
    return attributes.collation() != 0 ? attributes.collation() : type.collation();
  }
}
