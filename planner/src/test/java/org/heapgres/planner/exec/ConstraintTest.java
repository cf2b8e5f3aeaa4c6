package org.heapgres.planner.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.heapgres.planner.catalog.Constraint.Action;
import org.heapgres.storage.PgException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Constraints, with PostgreSQL's errors. */
class ConstraintTest {
  @TempDir Path directory;
  private PlanFixture database;

  @BeforeEach
  void open() {
    database = new PlanFixture(directory);
    database
        .draft("parent")
        .column("id", "int4")
        .column("code", "text")
        .primaryKey("id")
        .index("parent_code_key", true, "code")
        .check("parent_id_check", "id > 0")
        .create();
    child("kept", Action.NO_ACTION);
    child("cascaded", Action.CASCADE);
    child("nulled", Action.SET_NULL);
    database.draft("loose").column("a", "int4", true).column("b", "text").create();
    database.rows("INSERT INTO parent VALUES (1,'a'),(2,'b'),(3,'c'),(4,NULL),(5,NULL)");
  }

  private void child(String name, Action onDelete) {
    database
        .draft(name)
        .column("id", "int4")
        .column("pid", "int4")
        .primaryKey("id")
        .references("pid", "parent", onDelete)
        .create();
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void fails(String sql, String code, String message, String detail) {
    PgException failure = assertThrows(PgException.class, () -> database.rows(sql), sql);
    assertEquals(message, failure.getMessage());
    assertEquals(code, failure.code());
    assertEquals(detail, failure.detail().orElse(null));
  }

  @Test
  void refusesDuplicates() {
    fails(
        "INSERT INTO parent VALUES (6,'x'),(1,'y')",
        "23505",
        "duplicate key value violates unique constraint \"parent_pkey\"",
        "Key (id)=(1) already exists.");
    fails(
        "UPDATE parent SET code = 'a' WHERE id = 2",
        "23505",
        "duplicate key value violates unique constraint \"parent_code_key\"",
        "Key (code)=(a) already exists.");
    assertEquals("5\n", database.text("SELECT count(*) FROM parent"));
    database.rows("UPDATE parent SET code = code || 'x'");
    assertEquals("1\n", database.text("SELECT id FROM parent WHERE code = 'ax'"));
    assertEquals("", database.text("SELECT id FROM parent WHERE code = 'a'"));
  }

  @Test
  void checksValues() {
    fails(
        "INSERT INTO parent VALUES (0,'x')",
        "23514",
        "new row for relation \"parent\" violates check constraint \"parent_id_check\"",
        "Failing row contains (0, x).");
    fails(
        "INSERT INTO loose VALUES (NULL,'x')",
        "23502",
        "null value in column \"a\" of relation \"loose\" violates not-null constraint",
        "Failing row contains (null, x).");
  }

  @Test
  void keepsReferences() {
    fails(
        "INSERT INTO kept VALUES (1, 9)",
        "23503",
        "insert or update on table \"kept\" violates foreign key constraint \"kept_pid_fkey\"",
        "Key (pid)=(9) is not present in table \"parent\".");
    database.rows("INSERT INTO kept VALUES (1, 1), (2, NULL)");
    fails(
        "DELETE FROM parent WHERE id = 1",
        "23503",
        "update or delete on table \"parent\" violates foreign key constraint \"kept_pid_fkey\" on"
            + " table \"kept\"",
        "Key (id)=(1) is still referenced from table \"kept\".");
    database.rows("INSERT INTO cascaded VALUES (1, 2), (2, 2), (3, 3)");
    database.rows("INSERT INTO nulled VALUES (1, 2), (2, 3)");
    database.rows("DELETE FROM parent WHERE id = 2");
    assertEquals("3|3\n", database.text("SELECT * FROM cascaded"));
    assertEquals("1|\n2|3\n", database.text("SELECT * FROM nulled ORDER BY id"));
  }

  @Test
  void keepsRowsWithoutKeyApart() {
    database.rows("INSERT INTO loose VALUES (1,'x'),(1,'x'),(2,'y')");
    database.rows("UPDATE loose SET b = 'z' WHERE a = 1");
    assertEquals("1|z\n1|z\n2|y\n", database.text("SELECT * FROM loose ORDER BY a"));
    database.rows("DELETE FROM loose WHERE a = 1");
    assertEquals("2|y\n", database.text("SELECT * FROM loose"));
  }
}
