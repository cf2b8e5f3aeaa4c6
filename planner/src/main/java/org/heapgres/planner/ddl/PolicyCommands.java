package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.plan.RelOptUtil.InputFinder;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.Notice;
import org.heapgres.planner.bind.Binder;
import org.heapgres.planner.bind.Binder.Purpose;
import org.heapgres.planner.catalog.AclItem;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Policy;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.command.Command;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.parse.Parser;
import org.heapgres.planner.parse.tree.Definition.RoleSpec;
import org.heapgres.planner.parse.tree.Definition.RoleSpecType;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterPolicyStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.CreatePolicyStmt;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.StoredText;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** CREATE POLICY and ALTER POLICY, and what may be done to policies otherwise. */
final class PolicyCommands {
  static final Command<CreatePolicyStmt> CREATE = PolicyCommands::create;
  static final Command<AlterPolicyStmt> ALTER = PolicyCommands::alter;

  private PolicyCommands() {}

  private static Outcome create(Run run, CreatePolicyStmt statement) {
    Session session = run.session();
    char command =
        switch (statement.cmdName()) {
          case "select" -> 'r';
          case "insert" -> 'a';
          case "update" -> 'w';
          case "delete" -> 'd';
          default -> '*';
        };
    if ((command == 'r' || command == 'd') && statement.withCheck() != null) {
      throw new PgException(
          SqlState.SYNTAX_ERROR, "WITH CHECK cannot be applied to SELECT or DELETE");
    }
    if (command == 'a' && statement.qual() != null) {
      throw new PgException(SqlState.SYNTAX_ERROR, "only WITH CHECK expression allowed for INSERT");
    }
    List<Integer> roles = roles(session, statement.roles());
    Table table = ownedTable(session, statement.table());
    String using = condition(run, table, statement.qual());
    String check = condition(run, table, statement.withCheck());
    if (find(session, table, statement.policyName()).isPresent()) {
      throw alreadyThere(table, statement.policyName());
    }
    session
        .transaction()
        .put(
            new Policy(
                session.database().oids().next(),
                statement.policyName(),
                table.oid(),
                command,
                statement.permissive(),
                roles,
                using,
                check,
                null));
    return new Outcome.Done("CREATE POLICY");
  }

  private static Outcome alter(Run run, AlterPolicyStmt statement) {
    Session session = run.session();
    List<Integer> roles = statement.roles().isEmpty() ? null : roles(session, statement.roles());
    Table table = ownedTable(session, statement.table());
    String using = condition(run, table, statement.qual());
    String check = condition(run, table, statement.withCheck());
    Policy policy = require(session, table, statement.policyName());
    if ((policy.command() == 'r' || policy.command() == 'd') && check != null) {
      throw new PgException(
          SqlState.SYNTAX_ERROR, "only USING expression allowed for SELECT, DELETE");
    }
    if (policy.command() == 'a' && using != null) {
      throw new PgException(SqlState.SYNTAX_ERROR, "only WITH CHECK expression allowed for INSERT");
    }
    Policy changed =
        policy.withConditions(
            using == null ? policy.using() : using, check == null ? policy.withCheck() : check);
    session.transaction().put(roles == null ? changed : changed.withRoles(roles));
    return new Outcome.Done("ALTER POLICY");
  }

  private static List<Integer> roles(Session session, List<RoleSpec> specs) {
    List<Integer> roles = new ArrayList<>();
    for (RoleSpec spec : specs) {
      if (spec.roletype() == RoleSpecType.ROLESPEC_PUBLIC) {
        if (specs.size() > 1) {
          session.notice(
              new Notice(
                  Notice.Level.WARNING,
                  SqlState.INVALID_PARAMETER_VALUE.code(),
                  "ignoring specified roles other than PUBLIC",
                  null,
                  "All roles are members of the PUBLIC role.",
                  null));
        }
        return List.of(AclItem.PUBLIC);
      }
      roles.add(Owners.role(session, spec).oid());
    }
    return roles;
  }

  private static Table ownedTable(Session session, RangeVar name) {
    Names.find(session, name)
        .filter(relation -> relation instanceof Table)
        .ifPresent(relation -> Permissions.requireOwner(session, relation));
    return Names.requireTable(session, name, LockMode.ACCESS_EXCLUSIVE);
  }

  /** As the catalog keeps it; null for none. */
  private static String condition(Run run, Table table, Expression expression) {
    if (expression == null) {
      return null;
    }
    Session session = run.session();
    try {
      new Binder(session.bindContext()).bindExpression(expression, Purpose.POLICY, table, null, -1);
    } catch (PgException e) {
      throw e.withPosition(0);
    }
    String sql = run.prepared().raw().source().textOf(expression);
    return StoredText.canonical(session, sql, Purpose.POLICY, table, null, -1);
  }

  static Optional<Policy> find(Session session, Table table, String name) {
    return session.catalog().policies(table.oid()).stream()
        .filter(policy -> policy.name().equals(name))
        .findFirst();
  }

  private static Policy require(Session session, Table table, String name) {
    return find(session, table, name)
        .orElseThrow(
            () ->
                new PgException(
                    SqlState.UNDEFINED_OBJECT,
                    "policy \"%s\" for table \"%s\" does not exist".formatted(name, table.name())));
  }

  private static PgException alreadyThere(Table table, String name) {
    return new PgException(
        SqlState.DUPLICATE_OBJECT,
        "policy \"%s\" for table \"%s\" already exists".formatted(name, table.name()));
  }

  /** The policy that {@code table.name} stands for: the last part is the policy's. */
  static Policy require(Session session, Node object) {
    List<String> parts = Names.parts(object);
    RangeVar name = Permissions.requireOwnedRelation(session, parts);
    return require(
        session, Names.requireTable(session, name, LockMode.ACCESS_EXCLUSIVE), parts.getLast());
  }

  static void rename(Session session, RangeVar relation, String name, String newName) {
    Table table = ownedTable(session, relation);
    if (find(session, table, newName).isPresent()) {
      throw alreadyThere(table, newName);
    }
    session.transaction().put(require(session, table, name).withName(newName));
  }

  /** The policy with the names of what {@code after} has renamed. */
  static Policy renamed(Session session, Policy policy, Renaming renaming) {
    Relation table = session.catalog().table(policy.table()).orElseThrow();
    return policy.withConditions(
        renaming.text(policy.using(), table), renaming.text(policy.withCheck(), table));
  }

  /** What a policy's conditions cannot do without. */
  record Uses(Set<Integer> relations, Set<Integer> functions, Set<Integer> columns) {}

  static Uses uses(Session session, Policy policy) {
    Uses uses = new Uses(new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
    Table table = session.catalog().table(policy.table()).orElseThrow();
    for (String sql : new String[] {policy.using(), policy.withCheck()}) {
      if (sql != null) {
        uses.functions.addAll(RoutineUses.of(session, sql, table));
        RexNode node =
            new Binder(session.bindContext())
                .bindExpression(Parser.parseExpression(sql), Purpose.POLICY, table, null, -1);
        RelationUses.of(node).forEach(relation -> uses.relations.add(relation.oid()));
        for (int position : InputFinder.bits(node)) {
          Column column = table.columns().get(position);
          uses.columns.add((int) column.attnum());
        }
      }
    }
    uses.relations.remove(table.oid());
    return uses;
  }
}
