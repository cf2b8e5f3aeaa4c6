package org.heapgres.planner.catalog;

import java.util.ArrayList;
import java.util.List;

/**
 * A type made by CREATE TYPE or CREATE DOMAIN, but for composite types, which are relations ({@link
 * CompositeType}).
 *
 * @param arrayType oid of the array of it
 */
public record UserType(
    int oid,
    int schema,
    String name,
    int owner,
    int arrayType,
    Definition definition,
    String comment)
    implements CatalogObject {

  /** What kind of type it is. */
  public sealed interface Definition permits Enumeration, Domain, Range, Base {}

  /**
   * A value of an enum.
   *
   * @param position the datum that stands for it, see EnumCodec
   * @param sortOrder pg_enum.enumsortorder
   */
  public record Label(int oid, String name, long position, float sortOrder) {
    public Label withName(String name) {
      return new Label(oid, name, position, sortOrder);
    }
  }

  /** CREATE TYPE ... AS ENUM; the labels in order. */
  public record Enumeration(List<Label> labels) implements Definition {
    public Enumeration {
      labels = List.copyOf(labels);
    }
  }

  /** A CHECK of a domain; {@code expression} is SQL text over the column {@code value}. */
  public record DomainCheck(
      int oid, String name, String expression, boolean validated, String comment) {
    public DomainCheck withName(String name) {
      return new DomainCheck(oid, name, expression, validated, comment);
    }

    public DomainCheck withExpression(String expression) {
      return new DomainCheck(oid, name, expression, validated, comment);
    }

    public DomainCheck withValidated() {
      return new DomainCheck(oid, name, expression, true, comment);
    }

    public DomainCheck withComment(String comment) {
      return new DomainCheck(oid, name, expression, validated, comment);
    }
  }

  /** A domain's NOT NULL. */
  public record DomainNotNull(int oid, String name) {}

  /**
   * CREATE DOMAIN.
   *
   * @param notNull null for none
   * @param defaultExpression SQL text; null for none
   * @param collation oid
   */
  public record Domain(
      int baseType,
      int typmod,
      int collation,
      DomainNotNull notNull,
      String defaultExpression,
      List<DomainCheck> checks)
      implements Definition {
    public Domain {
      checks = List.copyOf(checks);
    }

    public Domain withNotNull(DomainNotNull notNull) {
      return new Domain(baseType, typmod, collation, notNull, defaultExpression, checks);
    }

    public Domain withDefault(String defaultExpression) {
      return new Domain(baseType, typmod, collation, notNull, defaultExpression, checks);
    }

    public Domain withChecks(List<DomainCheck> checks) {
      return new Domain(baseType, typmod, collation, notNull, defaultExpression, checks);
    }

    public Domain withCheck(DomainCheck changed) {
      List<DomainCheck> replaced = new ArrayList<>();
      for (DomainCheck check : checks) {
        replaced.add(check.oid() == changed.oid() ? changed : check);
      }
      return withChecks(replaced);
    }
  }

  /**
   * CREATE TYPE ... AS RANGE, with its multirange.
   *
   * @param operatorClass oid of the subtype's btree operator class
   * @param subtypeDiff oid of the function, or 0
   */
  public record Range(
      int subtype,
      int multirange,
      String multirangeName,
      int multirangeArray,
      int collation,
      int operatorClass,
      int subtypeDiff)
      implements Definition {
    public Range withMultirangeName(String name) {
      return new Range(
          subtype, multirange, name, multirangeArray, collation, operatorClass, subtypeDiff);
    }
  }

  /**
   * CREATE TYPE of a base type, as extensions do.
   *
   * @param implementation names the code that handles its values, see ExtensionCodecs
   * @param collatable whether its values are texts that collate
   */
  public record Base(String implementation, char category, boolean preferred, boolean collatable)
      implements Definition {}

  /** pg_type.typtype. */
  public char kind() {
    return switch (definition) {
      case Enumeration _ -> 'e';
      case Domain _ -> 'd';
      case Range _ -> 'r';
      case Base _ -> 'b';
    };
  }

  /** What DROP and COMMENT call it. */
  public String kindName() {
    return definition instanceof Domain ? "domain" : "type";
  }

  public UserType withName(String name) {
    return new UserType(oid, schema, name, owner, arrayType, definition, comment);
  }

  public UserType withSchema(int schema) {
    return new UserType(oid, schema, name, owner, arrayType, definition, comment);
  }

  public UserType withOwner(int owner) {
    return new UserType(oid, schema, name, owner, arrayType, definition, comment);
  }

  public UserType withDefinition(Definition definition) {
    return new UserType(oid, schema, name, owner, arrayType, definition, comment);
  }

  public UserType withComment(String comment) {
    return new UserType(oid, schema, name, owner, arrayType, definition, comment);
  }
}
