package org.heapgres.runtime.direct;

import org.heapgres.planner.TableAccess;
import org.heapgres.runtime.AdvisoryLocks;

/** The statements that are known here. */
final class Statements {
  private Statements() {}

  @SuppressWarnings("ArrayRecordComponent")
  record Block(Statement[] statements) implements Statement {
    @Override
    public Flow run(Run run) {
      for (Statement statement : statements) {
        Flow flow = statement.run(run);
        if (flow != Flow.NEXT) {
          return flow;
        }
      }
      return Flow.NEXT;
    }
  }

  /** {@code pass}, {@code break}, {@code continue}. */
  record Jump(Flow flow) implements Statement {
    @Override
    public Flow run(Run run) {
      return flow;
    }
  }

  record Evaluation(Expression expression) implements Statement {
    @Override
    public Flow run(Run run) {
      expression.value(run);
      return Flow.NEXT;
    }
  }

  record Return(Expression expression) implements Statement {
    @Override
    public Flow run(Run run) {
      run.result(expression.value(run));
      return Flow.RETURN;
    }
  }

  record Assignment(int slot, Expression expression) implements Statement {
    @Override
    public Flow run(Run run) {
      run.assign(slot, expression.value(run));
      return Flow.NEXT;
    }
  }

  /** {@code row.name = value}, after which the snippet ends. */
  record SetColumn(Expressions.Column column, Expression expression) implements Statement {
    @Override
    public Flow run(Run run) {
      Object value = expression.value(run);
      RowValue row = column.row(run);
      row.table().set(row.row(), column.position(row.shape()), value);
      return Flow.RETURN;
    }
  }

  /** {@code row.name += value} and its like, after which the snippet ends. */
  record ChangeColumn(Expressions.Column column, Operator operator, Expression expression)
      implements Statement {
    @Override
    public Flow run(Run run) {
      RowValue row = column.row(run);
      int position = column.position(row.shape());
      Object before = row.table().column(row.row(), position);
      row.table().set(row.row(), position, operator.of(before, expression.value(run)));
      return Flow.RETURN;
    }
  }

  /** {@code dict[key] = value}, after which the snippet ends. */
  record SetItem(Expressions.Item item, Expression expression) implements Statement {
    @Override
    public Flow run(Run run) {
      Object value = expression.value(run);
      dict(item, run).put(item.key().value(run), value);
      return Flow.RETURN;
    }
  }

  /** {@code dict[key] += value} and its like, after which the snippet ends. */
  record ChangeItem(Expressions.Item item, Operator operator, Expression expression)
      implements Statement {
    @Override
    public Flow run(Run run) {
      DictValue in = dict(item, run);
      Object key = item.key().value(run);
      Object before = in.find(key);
      if (before == null) {
        throw new NotDirect();
      }
      in.put(key, operator.of(before, expression.value(run)));
      return Flow.RETURN;
    }
  }

  private static DictValue dict(Expressions.Item item, Run run) {
    if (item.container().value(run) instanceof DictValue dict) {
      return dict;
    }
    throw new NotDirect();
  }

  /** {@code with lock(key):}. */
  record WithLock(Expression lock, Statement body) implements Statement {
    @Override
    public Flow run(Run run) {
      long key =
          switch (lock.value(run)) {
            case Long number -> number;
            case String name -> AdvisoryLocks.key(name);
            default -> throw new NotDirect();
          };
      boolean taken = run.lock(key);
      try {
        return body.run(run);
      } finally {
        if (taken) {
          run.unlock(key);
        }
      }
    }
  }

  record If(Expression test, Statement yes, Statement no) implements Statement {
    @Override
    public Flow run(Run run) {
      return (Values.isTrue(test.value(run)) ? yes : no).run(run);
    }
  }

  record While(Expression test, Statement body) implements Statement {
    @Override
    public Flow run(Run run) {
      while (Values.isTrue(test.value(run))) {
        run.step();
        Flow flow = body.run(run);
        if (flow == Flow.BREAK) {
          break;
        }
        if (flow == Flow.RETURN) {
          return flow;
        }
      }
      return Flow.NEXT;
    }
  }

  /** {@code for slot in range(from, to, by)}. */
  record ForRange(
      int slot, Builtin range, Expression from, Expression to, Expression by, Statement body)
      implements Statement {
    @Override
    public Flow run(Run run) {
      range.check(run);
      long at = integer(from, run);
      long end = integer(to, run);
      long step = integer(by, run);
      if (step == 0) {
        throw new NotDirect();
      }
      while (step > 0 ? at < end : at > end) {
        run.step();
        run.assign(slot, at);
        Flow flow = body.run(run);
        if (flow == Flow.BREAK) {
          break;
        }
        if (flow == Flow.RETURN) {
          return flow;
        }
        at = Math.addExact(at, step);
      }
      return Flow.NEXT;
    }

    private static long integer(Expression expression, Run run) {
      // steps are few: within these bounds none can overflow
      if (expression.value(run) instanceof Long number && number == number.intValue()) {
        return number;
      }
      throw new NotDirect();
    }
  }

  /** What a loop over a table's rows hands out, and where to; -1 for nowhere. */
  record RowTarget(int keySlot, int rowSlot) {
    void assign(Run run, TableValue table, TableAccess.Row row) {
      if (keySlot >= 0) {
        run.assign(keySlot, table.keyOf(row));
      }
      if (rowSlot >= 0) {
        run.assign(rowSlot, new RowValue(table, row));
      }
    }
  }

  /** {@code for ... in table.items(from_, to, reverse, limit)} and its like. */
  record ForRows(
      RowTarget target,
      Expression table,
      Expression from,
      Expression to,
      Expression reverse,
      Expression limit,
      Statement body)
      implements Statement {
    @Override
    public Flow run(Run run) {
      TableValue in = Expressions.tableOf(table, run);
      Object first = from.value(run);
      Object last = to.value(run);
      boolean backwards = Values.isTrue(reverse.value(run));
      long most =
          switch (limit.value(run)) {
            case None _ -> Long.MAX_VALUE;
            case Long number -> number;
            default -> throw new NotDirect();
          };
      try (TableAccess.Rows rows = in.scan(first, last, backwards)) {
        return each(run, in, rows, most, target, body);
      }
    }
  }

  /** {@code for ... in table.where(column=value)}. */
  record ForWhere(int slot, Expression table, String column, Expression value, Statement body)
      implements Statement {
    @Override
    public Flow run(Run run) {
      TableValue in = Expressions.tableOf(table, run);
      try (TableAccess.Rows rows = in.where(column, value.value(run))) {
        return each(run, in, rows, Long.MAX_VALUE, new RowTarget(-1, slot), body);
      }
    }
  }

  private static Statement.Flow each(
      Run run,
      TableValue table,
      TableAccess.Rows rows,
      long most,
      RowTarget target,
      Statement body) {
    for (long left = most; left > 0 && rows.next(); left--) {
      target.assign(run, table, rows.row());
      Statement.Flow flow = body.run(run);
      if (flow == Statement.Flow.BREAK) {
        break;
      }
      if (flow == Statement.Flow.RETURN) {
        return flow;
      }
    }
    return Statement.Flow.NEXT;
  }
}
