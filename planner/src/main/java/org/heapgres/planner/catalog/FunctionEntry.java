package org.heapgres.planner.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.heapgres.planner.functions.PgProc;

/**
 * A function or procedure that a user created.
 *
 * @param kind pg_proc.prokind: 'f' function, 'p' procedure, 'a' aggregate
 * @param aggregate null for what is none
 * @param arguments in the order of their declaration, those of OUT and TABLE included
 * @param result type oid; record where several arguments are output, and for every procedure that
 *     has any
 * @param language the language's own name, such as plpgsql
 */
public record FunctionEntry(
    int oid,
    int schema,
    String name,
    int owner,
    char kind,
    List<Argument> arguments,
    int result,
    boolean returnsSet,
    String language,
    Body body,
    Attributes attributes,
    String comment,
    Aggregate aggregate)
    implements CatalogObject {

  /** Any function but an aggregate. */
  public FunctionEntry(
      int oid,
      int schema,
      String name,
      int owner,
      char kind,
      List<Argument> arguments,
      int result,
      boolean returnsSet,
      String language,
      Body body,
      Attributes attributes,
      String comment) {
    this(
        oid,
        schema,
        name,
        owner,
        kind,
        arguments,
        result,
        returnsSet,
        language,
        body,
        attributes,
        comment,
        null);
  }

  /**
   * What an aggregate is made of.
   *
   * @param transition oid of the function
   * @param stateType oid, may be that of a polymorphic type
   * @param finish oid of the final function, or 0
   * @param finishExtra the final function gets NULLs for the aggregate's arguments
   * @param initial text of the state's first value; null for NULL
   * @param sortOperator name of the operator of MIN or MAX; null for none
   */
  public record Aggregate(
      int transition,
      int stateType,
      int finish,
      boolean finishExtra,
      String initial,
      String sortOperator) {}

  /**
   * One argument.
   *
   * @param name "" for none
   * @param mode pg_proc.proargmodes: i in, o out, b inout, v variadic, t table
   * @param type oid
   * @param defaultValue SQL text, or null
   */
  public record Argument(String name, char mode, int type, String defaultValue) {
    public boolean input() {
      return mode == 'i' || mode == 'b' || mode == 'v';
    }

    public boolean output() {
      return mode == 'o' || mode == 'b' || mode == 't';
    }
  }

  /**
   * What it does.
   *
   * @param source the text between the quotes; "" for a body in SQL's own syntax
   * @param statements the text of RETURN or BEGIN ATOMIC, whose names were looked up when it was
   *     created; null for a quoted body
   * @param searchPath what the names in {@code statements} and in the arguments' defaults were
   *     looked up in
   */
  public record Body(String source, String statements, List<String> searchPath) {
    public Body {
      searchPath = List.copyOf(searchPath);
    }
  }

  /**
   * What ALTER FUNCTION may change.
   *
   * @param volatility i immutable, s stable, v volatile
   * @param parallel u unsafe, r restricted, s safe
   * @param settings values that settings have while it runs, in the order of their names
   */
  public record Attributes(
      char volatility,
      boolean strict,
      boolean securityDefiner,
      boolean leakproof,
      char parallel,
      float cost,
      float rows,
      Map<String, String> settings) {
    public Attributes {
      settings = Map.copyOf(settings);
    }
  }

  public FunctionEntry {
    arguments = List.copyOf(arguments);
  }

  public boolean procedure() {
    return kind == 'p';
  }

  /** The arguments that a caller passes. */
  public List<Argument> inputs() {
    return arguments.stream().filter(Argument::input).toList();
  }

  /** The arguments that make up the result. */
  public List<Argument> outputs() {
    return arguments.stream().filter(Argument::output).toList();
  }

  public List<Integer> inputTypes() {
    return inputs().stream().map(Argument::type).toList();
  }

  /** As a row of pg_proc. {@code variadicElement} is the oid of a VARIADIC array's element. */
  public PgProc proc(int variadicElement) {
    List<Integer> allTypes = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<String> defaults = new ArrayList<>();
    StringBuilder modes = new StringBuilder();
    for (Argument argument : arguments) {
      allTypes.add(argument.type);
      names.add(argument.name);
      modes.append(argument.mode);
      if (argument.defaultValue != null) {
        defaults.add(argument.defaultValue);
      }
    }
    boolean plain = modes.chars().allMatch(mode -> mode == 'i');
    return new PgProc(
        oid,
        name,
        schema,
        Languages.oid(language),
        kind,
        arguments.stream().anyMatch(argument -> argument.mode == 'v') ? variadicElement : 0,
        attributes.strict,
        returnsSet,
        attributes.volatility,
        attributes.cost,
        attributes.rows,
        result,
        inputTypes(),
        defaults,
        plain ? List.of() : allTypes,
        plain ? "" : modes.toString(),
        names.stream().allMatch(String::isEmpty) ? List.of() : names,
        body.source);
  }

  public FunctionEntry withName(String newName) {
    return new FunctionEntry(
        oid,
        schema,
        newName,
        owner,
        kind,
        arguments,
        result,
        returnsSet,
        language,
        body,
        attributes,
        comment,
        aggregate);
  }

  public FunctionEntry withSchema(int newSchema) {
    return new FunctionEntry(
        oid,
        newSchema,
        name,
        owner,
        kind,
        arguments,
        result,
        returnsSet,
        language,
        body,
        attributes,
        comment,
        aggregate);
  }

  public FunctionEntry withOwner(int newOwner) {
    return new FunctionEntry(
        oid,
        schema,
        name,
        newOwner,
        kind,
        arguments,
        result,
        returnsSet,
        language,
        body,
        attributes,
        comment,
        aggregate);
  }

  public FunctionEntry withAttributes(Attributes newAttributes) {
    return new FunctionEntry(
        oid,
        schema,
        name,
        owner,
        kind,
        arguments,
        result,
        returnsSet,
        language,
        body,
        newAttributes,
        comment,
        aggregate);
  }

  public FunctionEntry withComment(String newComment) {
    return new FunctionEntry(
        oid,
        schema,
        name,
        owner,
        kind,
        arguments,
        result,
        returnsSet,
        language,
        body,
        attributes,
        newComment,
        aggregate);
  }
}
