package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.parse.tree.Clause.CTEMaterialize;
import org.heapgres.planner.parse.tree.Clause.CommonTableExpr;
import org.heapgres.planner.parse.tree.Clause.IntoClause;
import org.heapgres.planner.parse.tree.Clause.OnCommitAction;
import org.heapgres.planner.parse.tree.Clause.ResTarget;
import org.heapgres.planner.parse.tree.Clause.WithClause;
import org.heapgres.planner.parse.tree.Definition;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.PartitionBoundSpec;
import org.heapgres.planner.parse.tree.Definition.PartitionSpec;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.Expression.ColumnRef;
import org.heapgres.planner.parse.tree.ObjectStatement.ObjectType;
import org.heapgres.planner.parse.tree.RelationStatement.CreateForeignTableStmt;
import org.heapgres.planner.parse.tree.RelationStatement.CreateStmt;
import org.heapgres.planner.parse.tree.RelationStatement.CreateTableAsStmt;
import org.heapgres.planner.parse.tree.RelationStatement.RefreshMatViewStmt;
import org.heapgres.planner.parse.tree.RelationStatement.ViewCheckOption;
import org.heapgres.planner.parse.tree.RelationStatement.ViewStmt;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.parse.tree.UtilityStatement.ExecuteStmt;

/** CREATE TABLE, CREATE TABLE AS and views. */
final class RelationGrammar extends GrammarPart {
  private static final char PERMANENT = 'p';
  private static final char UNLOGGED_RELATION = 'u';
  private static final char TEMPORARY_RELATION = 't';

  RelationGrammar(Grammar g) {
    super(g);
  }

  /** TEMPORARY, UNLOGGED and their like, as {@code relpersistence}. */
  char persistence() {
    switch (tokens.kind) {
      case UNLOGGED -> {
        tokens.advance();
        return UNLOGGED_RELATION;
      }
      case TEMPORARY, TEMP -> {
        tokens.advance();
        return TEMPORARY_RELATION;
      }
      case LOCAL, GLOBAL -> {
        tokens.advance();
        if (!accept(TEMP)) {
          expect(TEMPORARY);
        }
        return TEMPORARY_RELATION;
      }
      default -> {
        return PERMANENT;
      }
    }
  }

  /** The name after SELECT ... INTO. */
  RangeVar optTempTableName() {
    Token next = tokens.peek(1);
    char persistence = PERMANENT;
    switch (tokens.kind) {
      case UNLOGGED, TEMPORARY, TEMP -> {
        if (next == TABLE || next.isColumnName()) {
          persistence = persistence();
        }
      }
      case LOCAL, GLOBAL -> {
        if (next == TEMP || next == TEMPORARY) {
          persistence = persistence();
        }
      }
      default -> {}
    }
    accept(TABLE);
    return g.names.qualifiedName().withRelpersistence(persistence);
  }

  // Tables.

  /** After CREATE and the persistence. */
  Statement createTable(char persistence) {
    expect(TABLE);
    boolean ifNotExists = ifNotExists();
    RangeVar name = g.names.qualifiedName().withRelpersistence(persistence);
    switch (tokens.kind) {
      case OF -> {
        tokens.advance();
        int start = location();
        TypeName type = new TypeName(anyName(), false, false, List.of(), List.of(), start);
        List<Definition> elements = typedElements();
        return table(name, elements, List.of(), null, type, ifNotExists);
      }
      case PARTITION -> {
        tokens.advance();
        expect(OF);
        RangeVar parent = g.names.qualifiedName();
        List<Definition> elements = typedElements();
        PartitionBoundSpec bound = g.partitions.bound();
        return table(name, elements, List.of(parent), bound, null, ifNotExists);
      }
      default -> {
        if (atTableAs()) {
          return createTableAs(name, ifNotExists);
        }
        List<Definition> elements = elements();
        List<RangeVar> parents =
            accept(INHERITS) ? parenthesized(g.names::qualifiedName) : List.of();
        return table(name, elements, parents, null, null, ifNotExists);
      }
    }
  }

  /** Whether the name of the new table is followed by what AS needs, not by column definitions. */
  private boolean atTableAs() {
    return !at(LEFT_PAREN)
        || (tokens.peek(1).isColumnName()
            && (tokens.peek(2) == COMMA || tokens.peek(2) == RIGHT_PAREN));
  }

  List<Definition> elements() {
    expect(LEFT_PAREN);
    List<Definition> elements = at(RIGHT_PAREN) ? List.of() : commaList(g.elements::tableElement);
    expect(RIGHT_PAREN);
    return elements;
  }

  private List<Definition> typedElements() {
    return optionalParenthesized(g.elements::typedTableElement);
  }

  private CreateStmt table(
      RangeVar name,
      List<Definition> elements,
      List<RangeVar> parents,
      PartitionBoundSpec bound,
      TypeName type,
      boolean ifNotExists) {
    PartitionSpec partition = at(PARTITION) ? g.partitions.spec() : null;
    String method = accept(USING) ? colId() : null;
    List<DefElem> options = with();
    OnCommitAction onCommit = onCommit();
    String tablespace = accept(TABLESPACE) ? colId() : null;
    return new CreateStmt(
        name,
        elements,
        parents,
        bound,
        partition,
        type,
        options,
        onCommit,
        tablespace,
        method,
        ifNotExists);
  }

  /** {@code WITH (...)} or {@code WITHOUT OIDS}. */
  private List<DefElem> with() {
    if (acceptAll(WITHOUT, OIDS)) {
      return List.of();
    }
    return accept(WITH) ? g.options.relOptions() : List.of();
  }

  private OnCommitAction onCommit() {
    if (!accept(ON)) {
      return OnCommitAction.ONCOMMIT_NOOP;
    }
    expect(COMMIT);
    switch (tokens.kind) {
      case DROP -> {
        tokens.advance();
        return OnCommitAction.ONCOMMIT_DROP;
      }
      case DELETE -> {
        tokens.advance();
        expect(ROWS);
        return OnCommitAction.ONCOMMIT_DELETE_ROWS;
      }
      case PRESERVE -> {
        tokens.advance();
        expect(ROWS);
        return OnCommitAction.ONCOMMIT_PRESERVE_ROWS;
      }
      default -> throw syntaxError();
    }
  }

  // CREATE TABLE AS.

  private Statement createTableAs(RangeVar name, boolean ifNotExists) {
    List<String> columns = optionalColumnList();
    String method = accept(USING) ? colId() : null;
    List<DefElem> options = with();
    OnCommitAction onCommit = onCommit();
    String tablespace = accept(TABLESPACE) ? colId() : null;
    expect(AS);
    Statement query = at(EXECUTE) ? execute() : g.select.selectStmt();
    boolean skipData = withNoData();
    IntoClause into =
        new IntoClause(name, columns, method, options, onCommit, tablespace, skipData);
    return new CreateTableAsStmt(query, into, ObjectType.OBJECT_TABLE, false, ifNotExists);
  }

  private ExecuteStmt execute() {
    return g.prepared.execute();
  }

  /** {@code WITH [NO] DATA}: true for NO. */
  private boolean withNoData() {
    if (!accept(WITH)) {
      return false;
    }
    boolean no = accept(NO);
    expect(DATA);
    return no;
  }

  // Views.

  /** After CREATE, OR REPLACE and the persistence. */
  Statement createView(boolean replace, char persistence) {
    boolean recursive = accept(RECURSIVE);
    expect(VIEW);
    RangeVar name = g.names.qualifiedName().withRelpersistence(persistence);
    List<String> columns = recursive ? parenthesized(this::colId) : optionalColumnList();
    List<DefElem> options = accept(WITH) ? g.options.relOptions() : List.of();
    expect(AS);
    SelectStmt query = g.stored(g.select::selectStmt);
    int checkLocation = location();
    ViewCheckOption check = checkOption();
    if (!recursive) {
      return new ViewStmt(name, columns, query, replace, options, check);
    }
    if (check != ViewCheckOption.NO_CHECK_OPTION) {
      throw notSupported("WITH CHECK OPTION not supported on recursive views", checkLocation);
    }
    SelectStmt select = recursiveSelect(name.relname(), columns, query);
    g.source.copy(query, select);
    return new ViewStmt(name, columns, select, replace, options, check);
  }

  private ViewCheckOption checkOption() {
    if (!accept(WITH)) {
      return ViewCheckOption.NO_CHECK_OPTION;
    }
    ViewCheckOption check = ViewCheckOption.CASCADED_CHECK_OPTION;
    if (accept(LOCAL)) {
      check = ViewCheckOption.LOCAL_CHECK_OPTION;
    } else {
      accept(CASCADED);
    }
    expect(CHECK, OPTION);
    return check;
  }

  /** {@code WITH RECURSIVE name (columns) AS (query) SELECT columns FROM name}. */
  private static SelectStmt recursiveSelect(String name, List<String> columns, SelectStmt query) {
    CommonTableExpr cte =
        new CommonTableExpr(
            name, columns, CTEMaterialize.CTEMaterializeDefault, query, null, null, -1);
    List<ResTarget> targets = new ArrayList<>(columns.size());
    for (String column : columns) {
      ColumnRef reference = new ColumnRef(List.of(string(column)), -1);
      targets.add(new ResTarget(null, List.of(), reference, -1));
    }
    QueryBuilder select = new QueryBuilder();
    select.withClause = new WithClause(List.of(cte), true, -1);
    select.targetList = unmodifiable(targets);
    select.fromClause = List.of(new RangeVar(null, null, name, true, PERMANENT, null, -1));
    return select.build();
  }

  /** After CREATE and the persistence. */
  Statement createMaterializedView(char persistence) {
    expect(MATERIALIZED, VIEW);
    boolean ifNotExists = ifNotExists();
    RangeVar name = g.names.qualifiedName().withRelpersistence(persistence);
    List<String> columns = optionalColumnList();
    String method = accept(USING) ? colId() : null;
    List<DefElem> options = accept(WITH) ? g.options.relOptions() : List.of();
    String tablespace = accept(TABLESPACE) ? colId() : null;
    expect(AS);
    SelectStmt query = g.stored(g.select::selectStmt);
    IntoClause into =
        new IntoClause(
            name, columns, method, options, OnCommitAction.ONCOMMIT_NOOP, tablespace, withNoData());
    return new CreateTableAsStmt(query, into, ObjectType.OBJECT_MATVIEW, false, ifNotExists);
  }

  Statement refresh() {
    expect(REFRESH, MATERIALIZED, VIEW);
    boolean concurrent = accept(CONCURRENTLY);
    RangeVar relation = g.names.qualifiedName();
    return new RefreshMatViewStmt(concurrent, withNoData(), relation);
  }

  // Foreign tables.

  /** After CREATE FOREIGN. */
  Statement createForeignTable() {
    expect(TABLE);
    boolean ifNotExists = ifNotExists();
    RangeVar name = g.names.qualifiedName();
    List<Definition> elements;
    List<RangeVar> parents;
    PartitionBoundSpec bound = null;
    if (acceptAll(PARTITION, OF)) {
      parents = List.of(g.names.qualifiedName());
      elements = typedElements();
      bound = g.partitions.bound();
    } else {
      elements = elements();
      parents = accept(INHERITS) ? parenthesized(g.names::qualifiedName) : List.of();
    }
    expect(SERVER);
    String server = colId();
    List<DefElem> options = g.options.genericOptions();
    CreateStmt base =
        new CreateStmt(
            name,
            elements,
            parents,
            bound,
            null,
            null,
            List.of(),
            OnCommitAction.ONCOMMIT_NOOP,
            null,
            null,
            ifNotExists);
    return new CreateForeignTableStmt(base, server, options);
  }
}
