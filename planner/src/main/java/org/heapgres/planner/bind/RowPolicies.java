package org.heapgres.planner.bind;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.heapgres.planner.bind.BoundStatement.RowCheck;
import org.heapgres.planner.bind.FromBinder.From;
import org.heapgres.planner.bind.RangeEntry.EntryColumn;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Policy;
import org.heapgres.planner.catalog.Rights;
import org.heapgres.planner.catalog.RowSecurity;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.parse.Parser;
import org.heapgres.planner.rel.PgRowSource;
import org.heapgres.planner.rel.PgSecurityBarrier;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * Row security: which rows of a table a statement sees and which it may write, for whom rights are
 * asked of at the time (manual, 5.9 and CREATE POLICY). Policies are those of the table that the
 * statement names, not of its partitions or children. One statement, one thread.
 */
final class RowPolicies {
  /** Whose policies a command is subject to. */
  enum Command {
    SELECT('r'),
    INSERT('a'),
    UPDATE('w'),
    DELETE('d');

    private final char code;

    Command(char code) {
      this.code = code;
    }
  }

  private final Binding binding;

  /** Tables whose policies are being bound. */
  private final Set<Integer> open = new HashSet<>();

  RowPolicies(Binding binding) {
    this.binding = binding;
  }

  private Rights rights() {
    Rights user = binding.context().user();
    return user == null ? null : binding.needs().current(user);
  }

  /** Whether policies restrict what happens to the table; 42501 where row_security is off. */
  boolean apply(Table table) {
    Rights rights = rights();
    BindContext.RowSecurityUse use = binding.context().rowSecurity();
    if (rights == null
        || use == BindContext.RowSecurityUse.IGNORE
        || !RowSecurity.applies(table, rights)) {
      return false;
    }
    if (use == BindContext.RowSecurityUse.REFUSE) {
      PgException refused =
          new PgException(
              SqlState.INSUFFICIENT_PRIVILEGE,
              "query would be affected by row-level security policy for table \""
                  + table.name()
                  + "\"");
      throw rights.owns(table)
          ? refused.withHint(
              "To disable the policy for the table's owner, use ALTER TABLE NO FORCE ROW LEVEL"
                  + " SECURITY.")
          : refused;
    }
    if (open.contains(table.oid())) {
      throw new PgException(
          SqlState.INVALID_OBJECT_DEFINITION,
          "infinite recursion detected in policy for relation \"" + table.name() + "\"");
    }
    return true;
  }

  /** The rows that a scan is to give; {@code locked} for SELECT FOR UPDATE and its like. */
  RelNode visible(RelNode rows, Table table, boolean locked) {
    if (!apply(table)) {
      return rows;
    }
    return new PgSecurityBarrier(
        binding.cluster(),
        filtered(
            rows,
            table,
            table,
            locked ? List.of(Command.UPDATE, Command.SELECT) : List.of(Command.SELECT)));
  }

  /**
   * The target of an UPDATE, DELETE or MERGE: what it sees is only known when the statement is
   * bound, and {@linkplain #restrict said} then.
   */
  From guarded(From target, Table named) {
    return apply(named)
        ? new From(new PgSecurityBarrier(binding.cluster(), target.rel()), target.entries())
        : target;
  }

  /**
   * Lets only the rows pass that the commands' policies and, if columns are read, SELECT's show.
   */
  void restrict(From target, Table member, Table named, boolean reads, List<Command> commands) {
    if (target.rel() instanceof PgSecurityBarrier barrier) {
      List<Command> all = new ArrayList<>(commands);
      if (reads) {
        all.add(Command.SELECT);
      }
      barrier.replaceInput(0, filtered(barrier.getInput(), member, named, all));
    }
  }

  private RelNode filtered(RelNode rows, Table member, Table named, List<Command> commands) {
    Scope scope = scope(member, named, rows.getRowType());
    Policies policies = new Policies(named, scope);
    Set<RexNode> conditions = new LinkedHashSet<>();
    for (Command command : commands) {
      policies.restrictive(command).forEach(policy -> conditions.add(policies.using(policy)));
      conditions.add(policies.anyUsing(command));
    }
    return LogicalFilter.create(rows, and(conditions), ImmutableSet.copyOf(scope.variables()));
  }

  private RexNode and(Collection<RexNode> conditions) {
    return conditions.size() == 1
        ? conditions.iterator().next()
        : binding.expressions().test(SqlStdOperatorTable.AND, conditions.toArray(new RexNode[0]));
  }

  /** The columns of {@code named} over rows that begin with those of {@code member}. */
  private Scope scope(Table member, Table named, RelDataType row) {
    int[] positions = member.positionsOf(named);
    List<EntryColumn> columns = new ArrayList<>();
    for (int i = 0; i < positions.length; i++) {
      Column column = named.columns().get(i);
      columns.add(
          new EntryColumn(column.name(), RexInputRef.of(positions[i], row), 0, column.attnum()));
    }
    RangeEntry entry =
        new RangeEntry(
            named.name(),
            binding.context().catalog().schemaName(named.schema()),
            member,
            columns,
            true,
            true,
            false,
            true,
            false,
            -1);
    QueryLevel level = new QueryLevel(WithNames.NONE);
    level.rangeTable().add(entry);
    return new Scope(null, level, ExpressionKind.POLICY, List.of(entry), row);
  }

  /** Conditions on rows of {@code member}, all of whose policies are those of {@code named}. */
  Checks checks(Table member, Table named) {
    return new Checks(member, named);
  }

  /** What is asked of single rows, with a message for each condition that is not met. */
  final class Checks {
    private final Table named;
    private final PgRowSource source;
    private final Scope scope;
    private final Policies policies;
    private final List<RexNode> conditions = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();

    private Checks(Table member, Table named) {
      this.named = named;
      RelDataTypeFactory.Builder row = binding.cluster().getTypeFactory().builder();
      ReturningBinder.addTable(row, member, "");
      source = new PgRowSource(binding.cluster(), row.build(), PgRowSource.Role.ROW);
      scope = scope(member, named, source.getRowType());
      policies = new Policies(named, scope);
    }

    /** A row that INSERT or UPDATE writes. */
    Checks written(Command command) {
      String what = "new row violates row-level security policy%s for table \"%s\"";
      add(command, what, policies.anyWritten(command), policies::written);
      return this;
    }

    /** A row that was written must be one that SELECT shows. */
    Checks writtenVisible() {
      String what = "new row violates row-level security policy%s for table \"%s\"";
      add(Command.SELECT, what, policies.anyUsing(Command.SELECT), policies::using);
      return this;
    }

    /** A row in the way of an INSERT that is to be updated must be visible. */
    Checks conflicting(Command command) {
      String what =
          "new row violates row-level security policy%s (USING expression) for table \"%s\"";
      add(command, what, policies.anyUsing(command), policies::using);
      return this;
    }

    /** A row that MERGE has matched and is to change. */
    Checks matched(Command command) {
      String what =
          "target row violates row-level security policy%s (USING expression) for table \"%s\"";
      add(command, what, policies.anyUsing(command), policies::using);
      return this;
    }

    private void add(
        Command command,
        String violation,
        RexNode any,
        java.util.function.Function<Policy, RexNode> condition) {
      add(violation.formatted("", named.name()), any);
      for (Policy policy : policies.restrictive(command)) {
        add(
            violation.formatted(" \"" + policy.name() + "\"", named.name()),
            condition.apply(policy));
      }
    }

    private void add(String violation, RexNode condition) {
      conditions.add(condition);
      violations.add(violation);
    }

    RowCheck build() {
      String[] names = new String[conditions.size()];
      Arrays.setAll(names, i -> "$check" + i);
      RelNode plan =
          LogicalProject.create(
              source, List.of(), conditions, Arrays.asList(names), scope.variables());
      return new RowCheck(plan, violations);
    }
  }

  /** A table's policies that are for whom rights are asked of, their conditions over one row. */
  private final class Policies {
    private final Table named;
    private final Scope scope;
    private final Rights rights = rights();
    private final Map<String, RexNode> bound = new HashMap<>();

    Policies(Table named, Scope scope) {
      this.named = named;
      this.scope = scope;
    }

    private List<Policy> of(Command command, boolean permissive) {
      return binding.context().catalog().policies(named.oid()).stream()
          .filter(policy -> policy.permissive() == permissive)
          .filter(policy -> policy.command() == '*' || policy.command() == command.code)
          .filter(policy -> policy.isFor(rights))
          .toList();
    }

    /** Those that restrict rows in the way of the command. */
    List<Policy> restrictive(Command command) {
      return of(command, false);
    }

    RexNode anyUsing(Command command) {
      return any(of(command, true).stream().map(Policy::using));
    }

    RexNode anyWritten(Command command) {
      return any(of(command, true).stream().map(Policy::written));
    }

    RexNode using(Policy policy) {
      return condition(policy.using());
    }

    RexNode written(Policy policy) {
      return condition(policy.written());
    }

    private RexNode any(java.util.stream.Stream<String> conditions) {
      List<RexNode> nodes =
          conditions.filter(sql -> sql != null).distinct().map(this::condition).toList();
      return switch (nodes.size()) {
        case 0 -> binding.constants().of(Types.BOOL, false);
        case 1 -> nodes.getFirst();
        default ->
            binding.expressions().test(SqlStdOperatorTable.OR, nodes.toArray(new RexNode[0]));
      };
    }

    /** True where the policy says nothing. */
    private RexNode condition(String sql) {
      if (sql == null) {
        return binding.constants().of(Types.BOOL, true);
      }
      RexNode known = bound.get(sql);
      if (known == null) {
        known = bind(sql);
        bound.put(sql, known);
      }
      return known;
    }

    private RexNode bind(String sql) {
      open.add(named.oid());
      try {
        return binding.within(
            binding.context().withSearchPath(List.of("pg_catalog")),
            () -> binding.expressions().condition(Parser.parseExpression(sql), scope, "POLICY"));
      } finally {
        open.remove(named.oid());
      }
    }
  }
}
